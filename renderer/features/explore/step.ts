import { panelStepMs } from "../../charts/step.ts";
import type { ExploreKind } from "./exploreView.ts";

const finestMs = 1000;
/** Pixels a value takes: a bar and a cell are seen as such, a line's point is a pixel. */
const pixels = { line: 1, bar: 12, heatmap: 8 } as const;
/** Figures that change faster are not read. */
const figuresMs = 5000;

/** Kinds that show what is now, not what was. */
export function isInstant(kind: ExploreKind): kind is Exclude<ExploreKind, keyof typeof pixels> {
  return !(kind in pixels);
}

/** The step of a view: as many values as can be told apart in the width. */
export function exploreStepMs(kind: ExploreKind, rangeMs: number, widthPx: number): number {
  if (isInstant(kind)) return figuresMs;
  return panelStepMs(rangeMs, widthPx / pixels[kind], finestMs);
}
