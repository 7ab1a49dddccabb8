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
  /** A window picked on a chart; it stands on every screen until it is left. */
  readonly zoom: TimeWindow | null;
}

export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a panel asks for: a range that moves, or one that ends at `endMs`. */
export interface AskedRange {
  readonly rangeMs: number;
  readonly endMs?: number;
  readonly live: boolean;
}

export const timeRangeStore = create<TimeRangeState>(() => ({
  range: "15m",
  rangeMs: 15 * minuteMs,
  live: true,
  pausedAtMs: null,
  zoom: null,
}));

/** As short and as long as a panel's range may be. */
const leastZoomMs = 10_000;
const mostRangeMs = 32 * 24 * hourMs;

export function setTimeRange(id: TimeRangeId): void {
  const found = timeRanges.find((range) => range.id === id);
  if (found) timeRangeStore.setState({ range: found.id, rangeMs: found.rangeMs, zoom: null });
}

/** Pauses, or goes on at the newest samples: a picked window is left then. */
export function toggleLive(nowMs: number): void {
  timeRangeStore.setState(({ live, zoom }) =>
    zoom ? { zoom: null, live: true, pausedAtMs: null } : { live: !live, pausedAtMs: live ? nowMs : null },
  );
}

/** A window of less than ten seconds grows around its middle; one of more than 32 days keeps its end. */
export function zoomTo({ fromMs: wantedFromMs, toMs }: TimeWindow): void {
  const fromMs = Math.max(wantedFromMs, toMs - mostRangeMs);
  const missingMs = Math.max(0, leastZoomMs - (toMs - fromMs));
  const zoom = { fromMs: Math.round(fromMs - missingMs / 2), toMs: Math.round(toMs + missingMs / 2) };
  timeRangeStore.setState({ zoom });
}

/** Widens or narrows what is shown around its middle, never past now. */
export function zoomBy(factor: number, nowMs: number): void {
  const { zoom, rangeMs } = timeRangeStore.getState();
  const { fromMs, toMs } = zoom ?? { fromMs: nowMs - rangeMs, toMs: nowMs };
  const halfMs = Math.min(mostRangeMs, (toMs - fromMs) * factor) / 2;
  const endMs = Math.min(nowMs, (fromMs + toMs) / 2 + halfMs);
  zoomTo({ fromMs: endMs - 2 * halfMs, toMs: endMs });
}

/** What the charts show at this moment. */
export function windowInSight(nowMs: number): TimeWindow {
  const { zoom, rangeMs, live, pausedAtMs } = timeRangeStore.getState();
  if (zoom) return zoom;
  const toMs = live ? nowMs : (pausedAtMs ?? nowMs);
  return { fromMs: toMs - rangeMs, toMs };
}

/** Of the range this much is before what it was widened for. */
const leadShare = 0.25;

/** Widens the range to the shortest one that shows a moment and some time before it; never narrows it, and leaves a picked window alone. */
export function reachBack(toMs: number, nowMs: number): void {
  const { zoom, rangeMs } = timeRangeStore.getState();
  const neededMs = (nowMs - toMs) / (1 - leadShare);
  if (zoom || rangeMs >= neededMs) return;
  setTimeRange(
    (timeRanges.find((range) => range.rangeMs >= neededMs) ?? timeRanges[timeRanges.length - 1])?.id ?? "15m",
  );
}

export function leaveZoom(): void {
  timeRangeStore.setState({ zoom: null });
}

export function useAskedRange(): AskedRange {
  const { rangeMs, live, zoom } = timeRangeStore();
  return zoom ? { rangeMs: zoom.toMs - zoom.fromMs, endMs: zoom.toMs, live: false } : { rangeMs, live };
}
