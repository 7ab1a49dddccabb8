import type { CancelSignal } from "../../../../shared/base/cancel.ts";
import type { Clock } from "../../../../shared/base/clock.ts";
import type { Disposable } from "../../../../shared/base/disposable.ts";
import { errorText, isMidwatchError } from "../../../../shared/base/errors.ts";
import { isStopped } from "../../../../shared/domain/collect/protocol.ts";
import type { Action } from "../../../../shared/domain/runbook/action.ts";
import type { BoundTarget } from "../boundTarget.ts";
import { hostCommand } from "../hostCommand.ts";
import type { ActionEnd } from "./actionEnd.ts";
import { readLines } from "./outputLines.ts";
import { settle } from "./settle.ts";

/** The host ends what takes too long; the console waits a little longer for it to say so. */
const graceMs = 10_000;

export interface ActionContext {
  readonly clock: Clock;
  readonly target: BoundTarget;
  readonly timeoutMs: number;
  /** Where the host keeps the step's status. */
  readonly record: string;
  /** Values of the secrets that the action names; only here, and gone with it. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly mask: (line: string) => string;
  readonly tell: (stream: "out" | "error" | "run", text: string) => void;
  /** Stop now. */
  readonly signal: CancelSignal;
  /** The console ends. */
  readonly ending: CancelSignal;
}

type Command = Extract<Action, { readonly kind: "command" }>;

/** Runs a command to its end. When it cannot be heard any more, the host is asked what became of it. */
export async function runCommand(action: Command, stdin: string | null, context: ActionContext): Promise<ActionEnd> {
  const { clock, target, timeoutMs, record, mask, tell, signal } = context;
  const timeoutSeconds = Math.ceil(timeoutMs / 1000);
  const digests = { out: "", error: "" };
  const facts = () => ({ stdout: digests.out, stderr: digests.error });
  let status: number | null = null;
  try {
    const connection = await target.connection(signal);
    const script = hostCommand({ kind: "step", record, timeoutSeconds, argv: [...action.argv] });
    const running = await connection.start(script, { operation: "runbook.step", signal });
    const broken = brokenOff(clock, timeoutMs + graceMs, signal);
    try {
      const out = readLines(running.stdout, mask, (line) => tell("out", line));
      const error = readLines(running.stderr, mask, (line) => tell("error", line));
      running.stdin.on("error", () => {});
      running.stdin.end(stdin ?? undefined);
      // A server may keep a channel open for as long as its command runs: nobody waits for that.
      status = await Promise.race([running.exit.then(({ exitCode }) => exitCode), broken.promise]);
      if (status !== null) await Promise.all([out.ended, error.ended]);
      digests.out = out.digest();
      digests.error = error.digest();
    } finally {
      broken.dispose();
      running.dispose();
    }
  } catch (error) {
    // Another host, or a key that is not its own: nothing was run, and nothing will be.
    if (isMidwatchError(error) && !error.retryable && error.code !== "CANCELLED")
      return { kind: "failed", reason: error.message, facts: facts() };
    tell("run", errorText(error));
  }
  if (status !== null) return endOf(status, timeoutSeconds, facts());
  tell(
    "run",
    signal.aborted
      ? "Stopped: asking the host what became of it"
      : "The connection was lost: asking the host what became of it",
  );
  const settled = await settle(context);
  switch (settled.kind) {
    case "done":
      tell("run", `The host says that it ended with ${settled.status}`);
      if (signal.aborted && settled.status !== 0) {
        return {
          kind: "failed",
          reason: `It was ended on the host (${settled.status})`,
          facts: { exitCode: settled.status },
        };
      }
      return endOf(settled.status, timeoutSeconds, { ...facts(), afterLoss: true });
    case "notStarted":
      return { kind: "failed", reason: "It was not started: the host knows nothing of it", facts: facts() };
    case "unknown":
      return { kind: "unknown", reason: settled.reason, facts: facts() };
  }
}

/** Null once the run is stopped, or the host has said nothing for too long. */
function brokenOff(
  clock: Clock,
  timeoutMs: number,
  signal: CancelSignal,
): Disposable & { readonly promise: Promise<null> } {
  let dispose = () => {};
  const promise = new Promise<null>((resolve) => {
    const end = () => resolve(null);
    const timer = clock.after(timeoutMs, end);
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
    dispose = () => {
      timer.dispose();
      signal.removeEventListener("abort", end);
    };
  });
  return { promise, dispose: () => dispose() };
}

function endOf(status: number, timeoutSeconds: number, facts: ActionEnd["facts"]): ActionEnd {
  const all = { ...facts, exitCode: status };
  if (status === 0) return { kind: "done", facts: all };
  const reason = isStopped(status)
    ? `It did not end within ${timeoutSeconds} s and was ended on the host`
    : status === 127
      ? "The host has no such program (127)"
      : `It ended with ${status}`;
  return { kind: "failed", reason, facts: all };
}
