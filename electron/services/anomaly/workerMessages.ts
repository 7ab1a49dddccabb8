import type { ScoredBatch } from "../../../shared/domain/anomaly/fleetScorer.ts";
import type { BandRequest } from "./types.ts";

export type AnomalyRequest =
  | { readonly kind: "band"; readonly request: BandRequest }
  /** Answers a `ScoredPass`. */
  | { readonly kind: "pass"; readonly nowMs: number; readonly batches: readonly ScoredBatch[] }
  | { readonly kind: "remember"; readonly batch: Pick<ScoredBatch, "keys" | "timesMs" | "values"> };

export interface ToWorker {
  readonly id: number;
  readonly asked: AnomalyRequest;
}

export type FromWorker =
  | { readonly id: number; readonly kind: "done"; readonly result: unknown }
  | { readonly id: number; readonly kind: "failed"; readonly message: string };
