import { timeLeftMs } from "../../../shared/domain/slo/budget.ts";
import { freezeRatioOf } from "../../../shared/domain/slo/policy.ts";
import type { SloHistory, SloState } from "../../state/slosStore.ts";
import { causeText } from "./CausesPanel.tsx";
import { burnOf } from "./sloWords.ts";

interface Point {
  readonly timeMs: number;
  /** 1 is all of the budget. */
  readonly leftRatio: number;
}

export interface BurnDownData {
  /** What the axis shows. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** When an even spend is at its end. */
  readonly endMs: number;
  readonly nowMs: number;
  readonly left: number;
  readonly points: readonly Point[];
  /** Parts of the line: a gap in what was counted is a gap in it. */
  readonly parts: readonly (readonly Point[])[];
  readonly gaps: SloHistory["gaps"];
  /** From now to the end of the axis; null when nothing is spent. */
  readonly projection: readonly Point[] | null;
  readonly freezeRatio: number | null;
  /** What cost most, with what it is put down to. */
  readonly marks: readonly { readonly atMs: number; readonly text: string; readonly spentRatio: number }[];
}

const mostMarks = 3;
/** Of a rolling window's length, to the right of now. */
const aheadShare = 1 / 7;
/** A single missing slice does not break the line. */
const leastGapMs = 30 * 60_000;

/** Null when there is nothing to draw. */
export function burnDownData(slo: SloState, history: SloHistory): BurnDownData | null {
  const { figures } = slo;
  const left = figures?.budget?.leftRatio;
  const points = Array.from(
    history.timesMs,
    (timeMs, index): Point => ({ timeMs, leftRatio: history.leftRatios[index] ?? 0 }),
  );
  if (!figures || left === undefined || points.length === 0 || !Number.isFinite(left)) return null;
  const { fromMs, countedToMs: nowMs, toMs: endMs } = figures;
  const lengthMs = endMs - fromMs;
  const untilMs = Math.max(endMs, nowMs + lengthMs * (endMs > nowMs ? 0 : aheadShare));
  const gaps = history.gaps.filter((gap) => gap.toMs - gap.fromMs >= leastGapMs);
  return {
    ...{ fromMs, untilMs, endMs, nowMs, left, points, gaps },
    parts: partsOf(points, gaps),
    projection: projected(left, burnOf(slo, "1h"), nowMs, untilMs, lengthMs),
    freezeRatio: freezeRatioOf(slo.policy),
    marks: history.causes
      .flatMap((cause) =>
        cause.stretch && cause.spentRatio >= 0.02
          ? [{ atMs: cause.stretch.fromMs, text: causeText(cause), spentRatio: cause.spentRatio }]
          : [],
      )
      .slice(0, mostMarks)
      .sort((a, b) => a.atMs - b.atMs),
  };
}

function partsOf(points: readonly Point[], gaps: BurnDownData["gaps"]): readonly (readonly Point[])[] {
  const parts: Point[][] = [[]];
  let last: Point | null = null;
  for (const point of points) {
    const before = last;
    if (before && gaps.some((gap) => gap.toMs > before.timeMs && gap.toMs <= point.timeMs)) parts.push([]);
    parts.at(-1)?.push(point);
    last = point;
  }
  return parts.filter((part) => part.length > 0);
}

function projected(
  left: number,
  burn: number | null,
  nowMs: number,
  untilMs: number,
  lengthMs: number,
): readonly Point[] | null {
  if (burn === null || !(burn > 0) || left <= 0 || !Number.isFinite(burn)) return null;
  const goneMs = nowMs + (timeLeftMs(left, burn, lengthMs) ?? 0);
  const start = { timeMs: nowMs, leftRatio: left };
  if (goneMs >= untilMs) return [start, { timeMs: untilMs, leftRatio: left - (burn * (untilMs - nowMs)) / lengthMs }];
  return [start, { timeMs: goneMs, leftRatio: 0 }, { timeMs: untilMs, leftRatio: 0 }];
}
