import { type KeyboardEvent, type RefObject, useState } from "react";
import type { ChartSync } from "./ChartSync.ts";
import type { SyncedChart } from "./chartTypes.ts";
import { type ClockZone, clockText } from "./scales.ts";

/** Left and right move the crosshair of a focused chart, with Shift ten samples; `spoken` is what stands under it. */
export function useCrosshairKeys(chart: RefObject<SyncedChart | null>, sync: ChartSync, zone: ClockZone) {
  const [spoken, setSpoken] = useState("");

  function onKeyDown(event: KeyboardEvent): void {
    const target = chart.current;
    if (!target) return;
    if (event.key === "Escape") {
      sync.clear();
      setSpoken("");
      return;
    }
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const atMs = sync.step(target, event.shiftKey ? by * 10 : by);
    const values = target.cursorValues().map(({ line, text }) => `${line.label} ${text}`);
    const told = [...target.cursorEvents(), values.join(", ") || "no sample"];
    setSpoken(atMs === null ? "" : `${clockText(atMs, zone)}: ${told.join("; ")}`);
  }

  return { spoken, keys: { onKeyDown, onBlur: () => sync.clear() } };
}
