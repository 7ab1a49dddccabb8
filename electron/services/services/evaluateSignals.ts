import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { InstantAnswer } from "../../../shared/domain/metrics/model.ts";
import type { Scope } from "../../../shared/domain/services/expressions.ts";
import type { ServiceState } from "../../../shared/domain/services/model.ts";
import { changeQuery, signalQueries } from "../../../shared/domain/services/signals.ts";
import type { MetricSource } from "../sources/types.ts";

const hourMs = 3_600_000;
const historyStepMs = 60_000;

/** The newest figure of each signal; what has none is not listed. */
export async function evaluateSignals(
  scope: Scope,
  source: MetricSource,
  timeMs: number,
  signal: CancelSignal,
): Promise<ServiceState["signals"]> {
  const answers = await Promise.all(
    Object.entries(signalQueries(scope)).map(async ([id, expr]) => {
      const value = figureOf(await source.queryInstant({ expr, timeMs }, signal));
      return value === null ? [] : [[id, value] as const];
    }),
  );
  return Object.fromEntries(answers.flat());
}

/** What is looked back at: the last hour's latency, and the requests against yesterday's. */
export async function evaluatePast(
  scope: Scope,
  source: MetricSource,
  nowMs: number,
  signal: CancelSignal,
): Promise<Pick<ServiceState, "change" | "latencyHistory">> {
  const { p99, mean } = signalQueries(scope);
  const latency = p99 ?? mean;
  const change = changeQuery(scope);
  const endMs = Math.floor(nowMs / historyStepMs) * historyStepMs;
  const range = { startMs: endMs - hourMs, endMs, stepMs: historyStepMs };
  const [history, changed] = await Promise.all([
    latency === undefined ? null : source.queryRange({ expr: latency, ...range }, signal),
    change === null ? null : source.queryInstant({ expr: change, timeMs: nowMs }, signal),
  ]);
  return {
    latencyHistory: new Float64Array(history?.frame.values[0] ?? []),
    change: changed === null ? null : figureOf(changed),
  };
}

/** The one figure of an answer; null for none, and for what is no number: nothing divided by nothing. */
function figureOf(answer: InstantAnswer): number | null {
  const value =
    answer.kind === "vector" ? answer.samples[0]?.value : answer.kind === "scalar" ? answer.value : undefined;
  return value !== undefined && Number.isFinite(value) ? value : null;
}
