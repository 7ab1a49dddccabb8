import { panelStepMs } from "../../charts/step.ts";
import type { ExploreKind } from "./exploreView.ts";

const finestMs = 1000;
/** Pixels a value takes: a bar and a cell are seen as such, a line's point is a pixel. */
const pixels: Readonly<Record<ExploreKind, number>> = { line: 1, stat: 4, table: 4, bar: 12, heatmap: 8 };

/** The step of a view: as many values as can be told apart in the width. */
export function exploreStepMs(kind: ExploreKind, rangeMs: number, widthPx: number): number {
  return panelStepMs(rangeMs, widthPx / pixels[kind], finestMs);
}
