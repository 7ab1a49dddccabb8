import { fingerprint } from "../../../shared/domain/alerts/fingerprint.ts";
import { measuredQuery } from "../../../shared/domain/alerts/measuredQuery.ts";
import type { Labels } from "../../../shared/domain/metrics/model.ts";
import { bufferOf, type PanelState } from "../../charts/PanelGroup.ts";
import type { Alert } from "../../state/alertsStore.ts";
import { askedAt } from "../../state/askedAt.ts";

export const historyMs = 3_600_000;
export const historyStepMs = 120_000;

/** What a rule measured over the last hour, for all of its alerts. */
export interface HistoryQuery {
  readonly id: string;
  readonly expr: string;
  readonly source: string;
}

/** Null for an alert whose rule is not known. */
export function historyQuery(alert: Alert): HistoryQuery | null {
  if (alert.expr === null) return null;
  const expr = measuredQuery(alert.expr, null);
  const source = askedAt(alert);
  return { id: fingerprint({ source, expr }), expr, source };
}

/** The values of the alert's own series, oldest first; null where the answer has none. */
export function measuredValues({ labels }: Alert, state: PanelState | null): Float64Array | null {
  const buffer = bufferOf(state);
  const index = buffer?.series.findIndex((series) => belongsTo(series.labels, labels)) ?? -1;
  return buffer?.view().values[index] ?? null;
}

/** An alert has the labels of its series, and those that its rule adds. */
function belongsTo(series: Labels, alert: Labels): boolean {
  return Object.entries(series).every(([name, value]) => alert[name] === value);
}

/** What is known where nothing was measured: since when it fires. */
export function firingSteps(sinceMs: number, nowMs: number): readonly number[] {
  const steps = historyMs / historyStepMs;
  const began = steps - Math.ceil((nowMs - sinceMs) / historyStepMs);
  return Array.from({ length: steps + 1 }, (_, step) => (step >= began ? 1 : 0));
}
