import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { InstantAnswer, RangeAnswer, SeriesId } from "../../../shared/domain/metrics/model.ts";
import type { MetricDescription } from "../../../shared/domain/metrics/ownMetrics.ts";
import type { InstantQuery, RangeQuery } from "../metrics/types.ts";

/** One place to ask PromQL of. Rejects with BAD_QUERY (detail.position where known), UNSUPPORTED, LIMIT, TIMEOUT, CANCELLED, UNAVAILABLE. */
export interface MetricSource {
  /** `local`, or the workspace's name for it. */
  readonly name: string;
  readonly kind: "local" | "prometheus";
  queryRange(query: RangeQuery, signal?: CancelSignal): Promise<RangeAnswer>;
  queryInstant(query: InstantQuery, signal?: CancelSignal): Promise<InstantAnswer>;
  /** Labels of the series that any of the selectors matches in the window; no selector is any series. */
  labelNames(
    matchers: readonly string[],
    startMs: number,
    endMs: number,
    signal?: CancelSignal,
  ): Promise<readonly string[]>;
  labelValues(
    label: string,
    matchers: readonly string[],
    startMs: number,
    endMs: number,
    signal?: CancelSignal,
  ): Promise<readonly string[]>;
  series(
    matchers: readonly string[],
    startMs: number,
    endMs: number,
    signal?: CancelSignal,
  ): Promise<readonly SeriesId[]>;
  /** By the name of the family. */
  metadata(signal?: CancelSignal): Promise<ReadonlyMap<string, MetricDescription>>;
}

type SourceState =
  /** Not asked yet. */
  | { readonly kind: "unknown" }
  | { readonly kind: "ok"; readonly version: string | null; readonly latencyMs: number | null }
  | { readonly kind: "down"; readonly reason: string; readonly sinceMs: number };

export interface ListedSource {
  readonly name: string;
  readonly kind: MetricSource["kind"];
  /** Without user name, password or query. */
  readonly url: string | null;
  /** The host it is reached through. */
  readonly via: string | null;
  readonly state: SourceState;
}

export interface SourcesService extends Disposable {
  /** `local` first, then in the workspace's order. */
  readonly list: readonly ListedSource[];
  readonly onChange: Event<void>;
  /** NOT_FOUND for a name the workspace does not have. */
  get(name: string): MetricSource;
}
