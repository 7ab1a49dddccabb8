import type { SloWindow } from "./slo.ts";
import { ruleDays } from "./sloWindow.ts";

export interface BurnPolicy {
  readonly severity: "page" | "ticket";
  /** As they stand in names of series and in queries. */
  readonly shortWindow: string;
  readonly longWindow: string;
  readonly shortMs: number;
  readonly longMs: number;
  /** Of the whole budget, spent in the long window at that factor. */
  readonly budgetPercent: number;
  /** Burn rate above which both windows must be. */
  readonly factor: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Lengths of the windows, by their names in rules. */
export const burnWindows = {
  "5m": 5 * minuteMs,
  "30m": 30 * minuteMs,
  "1h": hourMs,
  "2h": 2 * hourMs,
  "6h": 6 * hourMs,
  "1d": dayMs,
  "3d": 3 * dayMs,
} as const;
type BurnWindow = keyof typeof burnWindows;

const pairs: readonly (readonly ["page" | "ticket", BurnWindow, BurnWindow, number])[] = [
  ["page", "5m", "1h", 2],
  ["page", "30m", "6h", 5],
  ["ticket", "2h", "1d", 10],
  ["ticket", "6h", "3d", 10],
];

/** The pairs of windows of the SRE workbook with Sloth's fourth: 14.4, 6, 3 and 1 where the budget is of 30 days. */
export function burnPolicies(window: SloWindow): readonly BurnPolicy[] {
  const periodMs = ruleDays(window) * dayMs;
  return pairs.map(([severity, shortWindow, longWindow, budgetPercent]) => {
    const longMs = burnWindows[longWindow];
    const factor = (budgetPercent * periodMs) / (100 * longMs);
    return { severity, shortWindow, longWindow, shortMs: burnWindows[shortWindow], longMs, budgetPercent, factor };
  });
}
