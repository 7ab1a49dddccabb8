import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { MetricDescription } from "../../../shared/domain/metrics/ownMetrics.ts";
import type { PrometheusSource } from "../../../shared/domain/workspace/source.ts";
import type { MetricsService } from "../metrics/types.ts";
import type { ServerState } from "../serverHealth.ts";
import type { PrometheusApi } from "./prometheus/types.ts";

/** One place to ask PromQL of, in the same words as the console's own samples. */
export interface MetricSource
  extends Pick<MetricsService, "queryRange" | "queryInstant" | "labelNames" | "labelValues" | "series"> {
  /** `local`, or the workspace's name for it. */
  readonly name: string;
  readonly kind: "local" | "prometheus";
  /** By the name of the family. */
  metadata(signal?: CancelSignal): Promise<ReadonlyMap<string, MetricDescription>>;
}

/** A source that is a server of its own. */
export interface ServerSource extends MetricSource, Disposable {
  /** Without user name, password or query. */
  readonly url: string;
  readonly via: string | null;
  readonly state: ServerState;
  readonly onChange: Event<void>;
  /** Asks at once whether it answers. */
  look(): void;
  /** What it answers beside queries: targets, rules, alerts. */
  readonly api: PrometheusApi;
}

export type ListedSource = Pick<MetricSource, "name" | "kind">;

export interface SourcesService extends Disposable {
  /** `local` first, then in the workspace's order. */
  readonly list: readonly ListedSource[];
  readonly onChange: Event<void>;
  /** Sources that did not change go on with what they hold. */
  setSources(sources: readonly PrometheusSource[]): void;
  /** NOT_FOUND for a name the workspace does not have. */
  get(name: string): MetricSource;
  /** Those that are servers, in the workspace's order. */
  readonly servers: readonly ServerSource[];
}
