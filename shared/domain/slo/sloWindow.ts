import type { SloWindow } from "./slo.ts";

const dayMs = 86_400_000;
/** Slices are kept a little longer than the longest of windows. */
export const mostDays = 92;

/** `30d`, `4w` or `month`; null for anything else. */
export function parseSloWindow(text: string): SloWindow | null {
  if (text === "month") return { kind: "month" };
  const match = /^(\d{1,3})([dw])$/.exec(text);
  if (!match) return null;
  const days = Number(match[1]) * (match[2] === "w" ? 7 : 1);
  return days >= 1 && days <= mostDays ? { kind: "rolling", days } : null;
}

/** When the window began that `nowMs` is in: so many days ago, or the first of the month at 00:00 UTC. */
export function windowStartMs(window: SloWindow, nowMs: number): number {
  if (window.kind === "rolling") return nowMs - window.days * dayMs;
  const now = new Date(nowMs);
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
}

/** How long the whole window is; a month as long as the one that `nowMs` is in. */
export function windowLengthMs(window: SloWindow, nowMs: number): number {
  if (window.kind === "rolling") return window.days * dayMs;
  const now = new Date(nowMs);
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1) - windowStartMs(window, nowMs);
}

/** For what must have a fixed length: rules of a calendar month look back 30 days. */
export function ruleDays(window: SloWindow): number {
  return window.kind === "rolling" ? window.days : 30;
}
