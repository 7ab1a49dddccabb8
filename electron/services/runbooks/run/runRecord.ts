import type { Clock } from "../../../../shared/base/clock.ts";
import type { Disposable } from "../../../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../../../shared/base/emitter.ts";
import type { RunLine, RunState } from "../../../../shared/domain/runbook/runState.ts";
import type { RunStore } from "../runStore.ts";

/** Kept in memory for those who watch; the store has more. */
const mostLines = 2000;

/** A run's state and output: every change is on disk before it is shown. */
export interface RunRecord extends Disposable {
  readonly state: RunState;
  readonly onChange: Event<void>;
  change(change: (state: RunState) => void): void;
  tell(line: Pick<RunLine, "host" | "step" | "stream" | "text">): void;
  /** The console ends: from now on it stays as it is. */
  freeze(): void;
  /** The lines after `seq`, as far as they are kept. */
  linesAfter(seq: number): readonly RunLine[];
}

export function createRunRecord({
  clock,
  store,
  state,
}: {
  readonly clock: Clock;
  readonly store: Pick<RunStore, "save" | "addLine" | "lines">;
  readonly state: RunState;
}): RunRecord {
  const changed = new Emitter<void>();
  // An undo goes on where the run ended.
  const lines: RunLine[] = [...store.lines(state.id)].slice(-mostLines);
  let frozen = false;
  let seq = lines.at(-1)?.seq ?? 0;
  return {
    state,
    onChange: changed.event,
    change(change) {
      if (frozen) return;
      change(state);
      store.save(state);
      changed.fire();
    },
    tell(line) {
      if (frozen) return;
      seq += 1;
      const whole = { seq, atMs: clock.nowMs(), ...line };
      store.addLine(state.id, whole);
      lines.push(whole);
      if (lines.length > mostLines) lines.splice(0, lines.length - mostLines);
      changed.fire();
    },
    freeze() {
      frozen = true;
    },
    linesAfter: (after) => lines.filter((line) => line.seq > after),
    dispose: () => changed.dispose(),
  };
}
