import uPlot from "uplot";
import { beforeEach, expect, test } from "vitest";
import type { ChartColours } from "../../../../renderer/charts/chartColours.ts";
import { drawThreshold } from "../../../../renderer/charts/overlays.ts";

const colours = { critical: "red", panel: "black" } as ChartColours;

beforeEach(() => {
  uPlot.pxRatio = 1;
});

/** Where the label of a line at `y` stands in a plot of 60 px: above the line or below it. */
function sideOf(y: number, titleWithin: boolean): "above" | "below" {
  let baseline = "";
  const nothing = () => {};
  const ctx = {
    ...{ save: nothing, restore: nothing, setLineDash: nothing, beginPath: nothing, moveTo: nothing, lineTo: nothing },
    ...{ stroke: nothing, fillRect: nothing, measureText: () => ({ width: 40 }), textBaseline: "" },
    fillText() {
      baseline = ctx.textBaseline;
    },
  };
  const u = {
    ...{ ctx, scales: { y: { min: 0, max: 60 } }, bbox: { left: 0, top: 0, width: 200, height: 60 } },
    valToPos: (value: number) => 60 - value,
  };
  drawThreshold(u as unknown as uPlot, { value: 60 - y, label: "limit", severity: "critical" }, colours, titleWithin);
  return baseline === "bottom" ? "above" : "below";
}

test.each([
  [10, false, "below"],
  [20, false, "above"],
  [20, true, "below"],
  [40, true, "above"],
  [50, true, "above"],
] as const)(
  "the label of a limit %i px below the top, with a title within: %s, stands %s its line",
  (y, within, side) => {
    expect(sideOf(y, within)).toBe(side);
  },
);
