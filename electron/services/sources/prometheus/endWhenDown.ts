import { throwIfCancelled } from "../../../../shared/base/cancel.ts";
import type { Clock } from "../../../../shared/base/clock.ts";
import { MidwatchError } from "../../../../shared/base/errors.ts";
import type { ServerHealth } from "../../serverHealth.ts";
import type { PrometheusApi } from "./types.ts";

/** An answer that takes longer makes one ask whether the server is there at all. */
const slowMs = 5_000;
/** A server that is known to be down is given so long, as it may just have come back. */
const downMs = 1_000;

/**
 * A question that a server leaves unanswered ends with UNAVAILABLE once the server is known to be down, long before its own
 * deadline: panels say so in time, and queries to other sources beside it go on. A slow answer of one that is there is waited for.
 */
export function endWhenDown(
  api: PrometheusApi,
  { name, health, clock }: { readonly name: string; readonly health: ServerHealth; readonly clock: Clock },
): PrometheusApi {
  const bounded =
    (ask: PrometheusApi["ask"]): PrometheusApi["ask"] =>
    async (call) => {
      throwIfCancelled(call.signal);
      const own = new AbortController();
      const onAbort = () => own.abort(call.signal?.reason);
      call.signal?.addEventListener("abort", onAbort, { once: true });
      let isSlow = false;
      let end: (error: MidwatchError) => void = () => {};
      const ended = new Promise<never>((_, reject) => {
        end = reject;
      });
      const check = () => {
        const { state } = health;
        if (!isSlow || state.kind !== "down") return;
        end(new MidwatchError("UNAVAILABLE", `${name} cannot be read: ${state.reason}`, { retryable: true }));
      };
      const watching = health.onChange(check);
      const timer = clock.after(health.state.kind === "down" ? downMs : slowMs, () => {
        isSlow = true;
        health.suspect("failed");
        check();
      });
      try {
        return await Promise.race([ask({ ...call, signal: own.signal }), ended]);
      } finally {
        timer.dispose();
        watching.dispose();
        call.signal?.removeEventListener("abort", onAbort);
        own.abort();
      }
    };
  return { ask: bounded(api.ask), get: bounded(api.get) };
}
