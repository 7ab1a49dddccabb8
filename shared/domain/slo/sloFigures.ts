import { type Budget, budgetOf, budgetRatioOf, burnRateOf } from "./budget.ts";
import { type BurnPolicy, burnPolicies, burnWindows } from "./burnPolicies.ts";
import {
  type BurnDownPoint,
  burnDown,
  gapsIn,
  movingSums,
  type Slice,
  type Stretch,
  sideBySide,
  sliceMs,
  sumOf,
} from "./slices.ts";
import type { Slo } from "./slo.ts";
import { windowLengthMs, windowStartMs } from "./sloWindow.ts";

/** How fast the budget was spent in the window that ends now. */
export interface WindowBurn {
  /** As queries write it: `1h`. */
  readonly window: string;
  /** Null when nothing was counted in it. */
  readonly rate: number | null;
  readonly badRatio: number | null;
  /** Of the window, for how long something was counted. */
  readonly recordedMs: number;
}

export interface SloFigures {
  /** Unix ms: of the window that the budget is for; what is after `countedToMs` has not been counted yet. */
  readonly fromMs: number;
  readonly countedToMs: number;
  readonly toMs: number;
  /** For how long of it something was counted. */
  readonly recordedMs: number;
  readonly budget: Budget | null;
  readonly burns: readonly WindowBurn[];
}

/** How far back slices are needed at a time: the window, or the longest burn rate where a month has just begun. */
export function neededFromMs(slo: Pick<Slo, "window">, nowMs: number): number {
  return Math.min(windowStartMs(slo.window, nowMs), nowMs - burnWindows["3d"]) - sliceMs;
}

/**
 * The figures of an SLO once the slice that ends at `endMs`, a whole minute, was counted. The budget is that of the last whole
 * five minutes, so that its slices lie side by side; burn rates are of the minute.
 */
export function sloFigures(
  slo: Pick<Slo, "window" | "objectivePercent">,
  slices: readonly Slice[],
  endMs: number,
): SloFigures {
  const { objectivePercent } = slo;
  const { fromMs, countedToMs, toMs, elapsedRatio, inWindow } = windowOf(slo, slices, endMs);
  return {
    fromMs,
    countedToMs,
    toMs,
    recordedMs: inWindow.length * sliceMs,
    budget: budgetOf(sumOf(inWindow), objectivePercent, elapsedRatio),
    burns: Object.entries(burnWindows).map(([window, ms]) => {
      const own = sideBySide(slices, endMs - ms, endMs);
      const count = sumOf(own);
      return {
        window,
        rate: burnRateOf(count, objectivePercent),
        badRatio: count.total > 0 ? count.bad / count.total : null,
        recordedMs: own.length * sliceMs,
      };
    }),
  };
}

/** Of a policy's two windows; it burns when both do. */
export interface PolicyBurn extends BurnPolicy {
  readonly short: WindowBurn;
  readonly long: WindowBurn;
  readonly isBurning: boolean;
  /** The window is longer than this much of the objective can ever burn: 1 / (1 - objective) is the fastest. */
  readonly canFire: boolean;
}

const nothing = (window: string): WindowBurn => ({ window, rate: null, badRatio: null, recordedMs: 0 });

export function policyBurns(
  slo: Pick<Slo, "window" | "objectivePercent">,
  burns: readonly WindowBurn[],
): readonly PolicyBurn[] {
  const of = (window: string) => burns.find((burn) => burn.window === window) ?? nothing(window);
  return burnPolicies(slo.window).map((policy) => {
    const [short, long] = [of(policy.shortWindow), of(policy.longWindow)];
    const isOver = ({ rate }: WindowBurn) => rate !== null && rate > policy.factor;
    const canFire = policy.factor * budgetRatioOf(slo.objectivePercent) < 1;
    return { ...policy, short, long, isBurning: isOver(short) && isOver(long), canFire };
  });
}

/** How a budget went, for a chart. */
export interface BudgetHistory {
  readonly points: readonly BurnDownPoint[];
  readonly gaps: readonly Stretch[];
}

export function budgetHistory(
  slo: Pick<Slo, "window" | "objectivePercent">,
  slices: readonly Slice[],
  endMs: number,
  mostPoints: number,
): BudgetHistory {
  const { budget } = sloFigures(slo, slices, endMs);
  const { fromMs, countedToMs, inWindow } = windowOf(slo, slices, endMs);
  return {
    points: budget ? burnDown(inWindow, budget, mostPoints) : [],
    gaps: gapsIn(inWindow, fromMs, countedToMs),
  };
}

/** Burn rates over a window as they were at `count` times up to `endMs`, `stepMs` (a multiple of a slice) apart; NaN is a gap. */
export function burnHistory(
  slo: Pick<Slo, "objectivePercent">,
  slices: readonly Slice[],
  {
    windowMs,
    endMs,
    stepMs,
    count,
  }: { readonly windowMs: number; readonly endMs: number; readonly stepMs: number; readonly count: number },
): Float64Array<ArrayBuffer> {
  const ends = Array.from({ length: count }, (_, index) => endMs - (count - 1 - index) * stepMs);
  const chain = sideBySide(slices, (ends[0] ?? endMs) - windowMs, endMs);
  return new Float64Array(
    movingSums(chain, windowMs, ends).map((sum) => burnRateOf(sum, slo.objectivePercent) ?? Number.NaN),
  );
}

/**
 * The slices that the budget at a minute is made of. A rolling window begins with the first of them while it is not yet full:
 * as long as an SLO is new its budget goes as a month's does, from all of it at the beginning.
 */
export function windowOf({ window }: Pick<Slo, "window">, slices: readonly Slice[], endMs: number) {
  const countedToMs = Math.floor(endMs / sliceMs) * sliceMs;
  const startMs = windowStartMs(window, countedToMs);
  const inWindow = sideBySide(slices, startMs, countedToMs);
  const lengthMs = windowLengthMs(window, countedToMs);
  const [first] = inWindow;
  const sinceMs = first ? first.endMs - sliceMs : startMs;
  const fromMs = window.kind === "rolling" ? sinceMs : startMs;
  return { fromMs, countedToMs, toMs: fromMs + lengthMs, elapsedRatio: (countedToMs - sinceMs) / lengthMs, inWindow };
}
