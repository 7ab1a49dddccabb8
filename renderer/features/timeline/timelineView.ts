import { type EventKind, eventKinds } from "../../../shared/domain/events/fleetEvent.ts";
import type { Route } from "../../state/navigation.ts";
import type { TimeWindow } from "../../state/timeRange.ts";

/** Everything the address of the timeline says. */
export interface TimelineView {
  /** Null for all of them. */
  readonly kind: EventKind | null;
  readonly host: string | null;
  /** Null for all days. */
  readonly window: TimeWindow | null;
}

/** `kind=kernel&host=gpu-a09&from=1795565662123&to=...`; what is broken takes its default. */
export function parseTimelineView(query: string): TimelineView {
  const params = new URLSearchParams(query);
  const fromMs = Number(params.get("from") ?? Number.NaN);
  const toMs = Number(params.get("to") ?? Number.NaN);
  return {
    kind: eventKinds.find((kind) => kind === params.get("kind")) ?? null,
    host: params.get("host")?.slice(0, 200) || null,
    window: Number.isFinite(fromMs) && toMs > fromMs ? { fromMs, toMs } : null,
  };
}

export function timelineRoute({ kind = null, host = null, window = null }: Partial<TimelineView>): Route {
  const params = new URLSearchParams({
    ...(kind === null ? {} : { kind }),
    ...(host === null ? {} : { host }),
    ...(window === null ? {} : { from: String(Math.round(window.fromMs)), to: String(Math.round(window.toMs)) }),
  });
  return { page: "timeline", query: params.toString() };
}
