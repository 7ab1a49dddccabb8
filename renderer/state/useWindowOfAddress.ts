import { useEffect, useRef } from "react";
import { type TimeWindow, timeRangeStore, zoomTo } from "./timeRange.ts";

/** The window of a screen is one with that of the charts: it comes from the address (`window`) and goes back into it. */
export function useWindowOfAddress(window: TimeWindow | null, onWindow: (window: TimeWindow | null) => void): void {
  const zoom = timeRangeStore((state) => state.zoom);
  const applied = useRef<string | null>(null);
  const wanted = JSON.stringify(window);
  useEffect(() => {
    if (applied.current !== wanted) {
      applied.current = wanted;
      if (window) return zoomTo(window);
    }
    const current = zoom ? { fromMs: zoom.fromMs, toMs: zoom.toMs } : null;
    if (JSON.stringify(current) === wanted) return;
    applied.current = JSON.stringify(current);
    onWindow(current);
  }, [window, wanted, zoom, onWindow]);
}
