import type { ServiceState, SignalId } from "./model.ts";

export type Verdict = "ok" | "warning" | "critical";

interface Limits {
  readonly warning: number;
  readonly critical: number;
}

/** Where a figure is out of bounds for any service. What is slow depends on the service: latencies have no limit of their own. */
const limits: Readonly<Partial<Record<SignalId, Limits>>> = {
  errorRatio: { warning: 0.01, critical: 0.05 },
  /** From here on vLLM and SGLang begin to evict running requests. */
  kvCache: { warning: 0.9, critical: 0.98 },
};

export function verdictOf(signal: SignalId, value: number | undefined): Verdict {
  const limit = limits[signal];
  if (limit === undefined || value === undefined || value < limit.warning) return "ok";
  return value < limit.critical ? "warning" : "critical";
}

/** The worst of the service's figures. */
export function worstVerdict(signals: ServiceState["signals"]): Verdict {
  const all = Object.entries(signals).map(([id, value]) => verdictOf(id as SignalId, value));
  return all.includes("critical") ? "critical" : all.includes("warning") ? "warning" : "ok";
}
