import { type CancelSignal, delay } from "../../../../shared/base/cancel.ts";
import type { Clock } from "../../../../shared/base/clock.ts";
import { errorText, isMidwatchError } from "../../../../shared/base/errors.ts";
import type { BoundTarget } from "../boundTarget.ts";
import { readRecord } from "../onHost.ts";

const askAgainMs = 1000;
/** Beyond the step's own time: a host that restarts its network needs some. */
const waitMs = 60_000;

type Settled =
  | { readonly kind: "done"; readonly status: number }
  | { readonly kind: "notStarted" }
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * Finds out what became of a step that nobody heard the end of: the host has its status, or still runs it, or knows that it
 * began. Nothing is assumed. Of a run that is stopped it is
 * asked to end, over a channel of its own: servers do not pass on signals to everybody. It goes on when the run is stopped, for the answer is wanted all the same; it rejects when the
 * console ends.
 */
export async function settle({
  clock,
  target,
  record,
  timeoutMs,
  signal,
  ending,
}: {
  readonly clock: Clock;
  readonly target: BoundTarget;
  readonly record: string;
  readonly timeoutMs: number;
  /** Stop now. */
  readonly signal: CancelSignal;
  /** The console ends. */
  readonly ending: CancelSignal;
}): Promise<Settled> {
  const deadlineMs = clock.monotonicMs() + timeoutMs + waitMs;
  let reason = "the host could not be asked";
  for (;;) {
    try {
      const found = await readRecord(target.host, await target.connection(), record, signal.aborted ? "end" : "check");
      if (found.kind === "done") return found;
      if (found.kind === "none") return { kind: "notStarted" };
      if (found.kind === "gone") {
        return { kind: "unknown", reason: "It began, and ended without leaving its status: look at the host" };
      }
      reason = "it still runs on the host";
    } catch (error) {
      if (isMidwatchError(error) && !error.retryable && !error.code.startsWith("SSH_")) {
        return { kind: "unknown", reason: error.message };
      }
      reason = errorText(error);
    }
    if (clock.monotonicMs() >= deadlineMs) return { kind: "unknown", reason: `Nobody knows how it ended: ${reason}` };
    await delay(clock, askAgainMs, ending);
  }
}
