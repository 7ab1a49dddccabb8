import type { ServiceAlert, ServiceState, SignalId } from "./model.ts";

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

/** What an alert is about, by the words that names of rules in use have. */
const topics: Readonly<Partial<Record<SignalId, RegExp>>> = {
  errorRatio: /error_?(rate|ratio|budget)|requests?_?fail/i,
  p99: /latency|p99/i,
  waiting: /queue|waiting/i,
  kvCache: /kv_?cache/i,
};

interface Figures {
  readonly signals: ServiceState["signals"];
  readonly alerts: readonly ServiceAlert[];
}

/** What fires about a figure says how bad it is; where nothing does, its limits do. */
export function verdictOf(signal: SignalId, { signals, alerts }: Figures): Verdict {
  const value = signals[signal];
  if (value === undefined) return "ok";
  return firedVerdict(signal, alerts) ?? limitVerdict(signal, value);
}

/** The worst of the service's figures. */
export function worstVerdict(figures: Figures): Verdict {
  const all = Object.keys(figures.signals).map((id) => verdictOf(id as SignalId, figures));
  return all.includes("critical") ? "critical" : all.includes("warning") ? "warning" : "ok";
}

function firedVerdict(signal: SignalId, alerts: readonly ServiceAlert[]): Verdict | null {
  const topic = topics[signal];
  const fired = alerts.filter(({ name }) => topic?.test(name)).map(({ severity }) => severity);
  return fired.includes("critical") ? "critical" : fired.includes("warning") ? "warning" : null;
}

function limitVerdict(signal: SignalId, value: number): Verdict {
  const limit = limits[signal];
  if (limit === undefined || value < limit.warning) return "ok";
  return value < limit.critical ? "warning" : "critical";
}
