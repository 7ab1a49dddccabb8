import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { errorText } from "../../../shared/base/errors.ts";
import { observe } from "../../../shared/domain/runbook/condition.ts";
import type { Observation } from "../../../shared/domain/runbook/observation.ts";
import type { PlannedCondition } from "../../../shared/domain/runbook/plan.ts";
import type { SourcesService } from "../sources/types.ts";

/** Longer than any answer that is worth waiting for while something is being changed. */
const timeoutMs = 10_000;

export type AskCondition = (
  condition: Pick<PlannedCondition, "condition" | "source">,
  signal?: CancelSignal,
) => Promise<Observation & { readonly problem: string | null }>;

/** Asks a condition's source now. A source that does not answer in time gives no value: missing, never true. */
export function createAskCondition({
  clock,
  sources,
}: {
  readonly clock: Clock;
  readonly sources: Pick<SourcesService, "get">;
}): AskCondition {
  return async ({ condition, source }, signal) => {
    const limit = new AbortController();
    const abort = () => limit.abort(signal?.reason);
    const timer = clock.after(timeoutMs, () => limit.abort(new Error(`no answer within ${timeoutMs / 1000} s`)));
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted) abort();
    try {
      const query = { expr: condition.query, timeMs: clock.nowMs() };
      const answer = await sources.get(source).queryInstant(query, limit.signal);
      return { ...observe(condition, answer), problem: null };
    } catch (error) {
      return { outcome: "missing", value: null, problem: errorText(error) };
    } finally {
      timer.dispose();
      signal?.removeEventListener("abort", abort);
    }
  };
}
