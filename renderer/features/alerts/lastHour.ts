import { fingerprint } from "../../../shared/domain/alerts/fingerprint.ts";
import { isMeasuredBy } from "../../../shared/domain/alerts/measured.ts";
import { localSourceName } from "../../../shared/domain/workspace/localSource.ts";
import { bufferOf, type PanelState } from "../../charts/PanelGroup.ts";
import type { Alert } from "../../state/alertsStore.ts";

export const historyMs = 3_600_000;
export const historyStepMs = 120_000;

/** What a rule measured over the last hour, for all of its alerts. */
export interface HistoryQuery {
  readonly id: string;
  readonly expr: string;
  readonly source: string;
}

/** Null for an alert whose rule is not known. */
export function historyQuery({ measured: expr, askedAt }: Alert): HistoryQuery | null {
  if (expr === null) return null;
  const source = askedAt ?? localSourceName;
  return { id: fingerprint({ source, expr }), expr, source };
}

/** The values of the alert's own series, oldest first; null where the answer has none. */
export function measuredValues({ labels }: Alert, state: PanelState | null): Float64Array | null {
  const buffer = bufferOf(state);
  const index = buffer?.series.findIndex((series) => isMeasuredBy(labels, series.labels)) ?? -1;
  return buffer?.view().values[index] ?? null;
}

/** What is known where nothing was measured: since when it fires. */
export function firingSteps(sinceMs: number, nowMs: number): readonly number[] {
  const steps = historyMs / historyStepMs;
  const began = steps - Math.ceil((nowMs - sinceMs) / historyStepMs);
  return Array.from({ length: steps + 1 }, (_, step) => (step >= began ? 1 : 0));
}
