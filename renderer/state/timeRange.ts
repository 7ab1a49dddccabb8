import { create } from "zustand";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export const timeRanges = [
  { id: "15m", label: "Last 15 min", rangeMs: 15 * minuteMs },
  { id: "1h", label: "Last 1 hour", rangeMs: hourMs },
  { id: "3h", label: "Last 3 hours", rangeMs: 3 * hourMs },
  { id: "6h", label: "Last 6 hours", rangeMs: 6 * hourMs },
  { id: "24h", label: "Last 24 hours", rangeMs: 24 * hourMs },
  { id: "7d", label: "Last 7 days", rangeMs: 7 * 24 * hourMs },
] as const;
export type TimeRangeId = (typeof timeRanges)[number]["id"];

export interface TimeRangeState {
  readonly range: TimeRangeId;
  readonly rangeMs: number;
  /** Paused freezes charts at `pausedAtMs`; samples are still collected. */
  readonly live: boolean;
  readonly pausedAtMs: number | null;
}

export const timeRangeStore = create<TimeRangeState>(() => ({
  range: "15m",
  rangeMs: 15 * minuteMs,
  live: true,
  pausedAtMs: null,
}));

export function setTimeRange(id: TimeRangeId): void {
  const found = timeRanges.find((range) => range.id === id);
  if (found) timeRangeStore.setState({ range: found.id, rangeMs: found.rangeMs });
}

export function toggleLive(nowMs: number): void {
  timeRangeStore.setState((state) => ({ live: !state.live, pausedAtMs: state.live ? nowMs : null }));
}
