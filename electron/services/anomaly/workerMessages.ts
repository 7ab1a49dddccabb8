import type { BandRequest } from "./types.ts";

export type AnomalyRequest = { readonly kind: "band"; readonly request: BandRequest };

export interface ToWorker {
  readonly id: number;
  readonly asked: AnomalyRequest;
}

export type FromWorker =
  | { readonly id: number; readonly kind: "done"; readonly result: unknown }
  | { readonly id: number; readonly kind: "failed"; readonly message: string };
