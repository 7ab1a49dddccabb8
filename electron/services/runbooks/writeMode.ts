import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../../shared/base/emitter.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { AuditLog } from "../audit/types.ts";

/** Long enough to act, short enough to be forgotten without harm. */
export const writeModeMs = 15 * 60_000;

interface OpenEnvironment {
  readonly environment: string;
  readonly untilMs: number;
  readonly reason: string;
}

/** Read-only unless it was opened: per environment, for a while, with a reason. A console that starts is read-only. */
export interface WriteMode extends Disposable {
  readonly open: readonly OpenEnvironment[];
  readonly onChange: Event<void>;
  /** Throws STORE_FAILED when it cannot be written down. Opening an open one begins its time again. */
  openFor(environment: string, reason: string, by: string): void;
  close(environment: string, by: string): void;
  /** FORBIDDEN unless it is open now. */
  require(environment: string): void;
}

export function createWriteMode({
  clock,
  audit,
}: {
  readonly clock: Clock;
  readonly audit: Pick<AuditLog, "append">;
}): WriteMode {
  const opened = new Map<string, OpenEnvironment & { readonly timer: Disposable }>();
  const changed = new Emitter<void>();

  function end(environment: string, by: string, text: string): void {
    const one = opened.get(environment);
    if (!one) return;
    one.timer.dispose();
    opened.delete(environment);
    changed.fire();
    audit.append({ kind: "writeMode.closed", by, environment, text });
  }

  return {
    get open() {
      return [...opened.values()].map(({ timer: _, ...one }) => one);
    },
    onChange: changed.event,
    openFor(environment, reason, by) {
      const untilMs = clock.nowMs() + writeModeMs;
      audit.append({ kind: "writeMode.opened", by, environment, text: reason, facts: { untilMs } });
      opened.get(environment)?.timer.dispose();
      const timer = clock.after(writeModeMs, () => end(environment, "console", "Its 15 minutes are over"));
      opened.set(environment, { environment, untilMs, reason, timer });
      changed.fire();
    },
    close: (environment, by) => end(environment, by, "Closed"),
    require(environment) {
      const one = opened.get(environment);
      // The timer of a computer that slept comes late; the time itself does not.
      if (one && clock.nowMs() < one.untilMs) return;
      throw new MidwatchError(
        "FORBIDDEN",
        `${environment} is read-only: open write mode for it, with a reason, and run again. Nothing was changed`,
      );
    },
    dispose() {
      for (const { timer } of opened.values()) timer.dispose();
      opened.clear();
      changed.dispose();
    },
  };
}
