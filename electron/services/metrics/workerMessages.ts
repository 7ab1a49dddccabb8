import type { ScoreRequest } from "../../../shared/domain/anomaly/scoring.ts";
import type { Labels } from "../../../shared/domain/metrics/model.ts";
import type { InstantQuery, RangeQuery, SeriesQuery, WriteBatchRequest } from "./types.ts";
import type { WireFailure } from "./wireFailure.ts";

export interface WorkerOptions {
  /** Null keeps samples in memory only. */
  readonly databaseFile: string | null;
  readonly retentionMs: number;
  readonly memoryCapBytes: number;
  /** What a kill can lose at most. */
  readonly flushIntervalMs: number;
}

/** Series of one target that differ in their name alone, by their numbers within the handle. */
export interface SeriesDefinitions {
  readonly handle: number;
  readonly labels: Labels;
  readonly names: { readonly local: number; readonly name: string }[];
}

/** Adds a series to those that are to be sent: series of the same labels come one after the other. */
export function addDefinition(
  to: SeriesDefinitions[],
  { handle, labels, ...name }: { handle: number; labels: Labels; local: number; name: string },
): void {
  const last = to.at(-1);
  if (last?.handle === handle && last.labels === labels) last.names.push(name);
  else to.push({ handle, labels, names: [name] });
}

/** Definitions take effect before the batch they come with. */
export interface RowsMessage {
  readonly kind: "rows";
  readonly targets: readonly { readonly handle: number; readonly labels: Labels }[];
  readonly series: readonly SeriesDefinitions[];
  readonly batch: Float64Array<ArrayBuffer>;
}

export type StoreQuery =
  | { readonly kind: "queryRange"; readonly query: RangeQuery }
  | { readonly kind: "queryInstant"; readonly query: InstantQuery }
  | { readonly kind: "labelNames"; readonly query: SeriesQuery }
  | { readonly kind: "labelValues"; readonly label: string; readonly query: SeriesQuery }
  | { readonly kind: "series"; readonly query: SeriesQuery };

export type WorkerRequest =
  /** `cancel` becomes 1 when nobody waits for the answer any more. */
  | { readonly kind: "query"; readonly query: StoreQuery; readonly cancel: Int32Array }
  | { readonly kind: "score"; readonly asked: ScoreRequest; readonly cancel: Int32Array }
  | { readonly kind: "stats" }
  | { readonly kind: "writeBatch"; readonly request: WriteBatchRequest }
  | { readonly kind: "close" };

export type ToWorker = RowsMessage | { readonly kind: "request"; readonly id: number; readonly request: WorkerRequest };

export type FromWorker =
  /** A batch was worked off; its room comes back. */
  | { readonly kind: "taken"; readonly batch: Float64Array<ArrayBuffer> }
  | { readonly kind: "done"; readonly id: number; readonly result: unknown }
  | { readonly kind: "failed"; readonly id: number; readonly error: WireFailure };
