import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { MetricDescription } from "../../../shared/domain/metrics/ownMetrics.ts";
import type { MetricsService } from "../metrics/types.ts";

/** One place to ask PromQL of, in the same words as the console's own samples. */
export interface MetricSource
  extends Pick<MetricsService, "queryRange" | "queryInstant" | "labelNames" | "labelValues" | "series"> {
  /** `local`, or the workspace's name for it. */
  readonly name: string;
  readonly kind: "local" | "prometheus";
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
