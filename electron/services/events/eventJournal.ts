import type { z } from "zod";
import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, toDisposable } from "../../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../../shared/base/emitter.ts";
import { errorText } from "../../../shared/base/errors.ts";
import type { EventDraft, FleetEvent } from "../../../shared/domain/events/fleetEvent.ts";
import type { Log } from "../log.ts";
import { type EventDatabase, type MemoryChange, openEventDatabase } from "./eventDatabase.ts";

/** What is known of a topic by name, as it was last written. */
interface Memory<T> {
  get(name: string): T | null;
  readonly all: ReadonlyMap<string, T>;
  /** Writes events with what is known from now on; null forgets. Nothing is written when there is nothing to write. */
  write(events: readonly EventDraft[], known: ReadonlyMap<string, T | null>): void;
}

/** Where events are written down together with what has to be remembered to tell the next ones. */
export interface EventJournal extends Disposable {
  readonly problem: string | null;
  readonly onAppend: Event<readonly FleetEvent[]>;
  find: EventDatabase["find"];
  /** What was remembered of a topic; what no longer has the shape is forgotten. */
  memory<T>(topic: string, shape: z.ZodType<T>): Memory<T>;
  write(events: readonly EventDraft[]): void;
}

const pruneEveryMs = 6 * 3_600_000;

/** A file that cannot be opened is stood in for by one that ends with the console. */
export function createEventJournal(file: string, clock: Clock, log: Log): EventJournal {
  const { database, openProblem } = open(file, clock.nowMs(), log);
  const appended = new Emitter<readonly FleetEvent[]>();
  const stored = database.memory();
  let writeProblem: string | null = null;

  function write(events: readonly EventDraft[], changes: readonly MemoryChange[]): void {
    if (events.length + changes.length === 0) return;
    try {
      const fresh = database.write(events, changes);
      writeProblem = null;
      if (fresh.length > 0) appended.fire(fresh);
    } catch (error) {
      const problem = `The timeline cannot be written: ${errorText(error)}. What happens now is missing from it`;
      if (writeProblem === null) log.warn(problem);
      writeProblem = problem;
    }
  }

  function pruneAgain(): Disposable {
    return clock.after(pruneEveryMs, () => {
      database.prune(clock.nowMs());
      pruning = pruneAgain();
    });
  }
  let pruning = pruneAgain();

  const ending = toDisposable(() => {
    pruning.dispose();
    appended.dispose();
    database.close();
  });
  return {
    get problem() {
      return writeProblem ?? openProblem;
    },
    onAppend: appended.event,
    find: (window) => database.find(window),
    memory<T>(topic: string, shape: z.ZodType<T>): Memory<T> {
      const all = new Map<string, T>();
      for (const { name, value } of stored.filter((one) => one.topic === topic)) {
        const { data } = shape.safeParse(JSON.parse(value));
        if (data !== undefined) all.set(name, data);
      }
      return {
        all,
        get: (name) => all.get(name) ?? null,
        write(events, known) {
          const changes: MemoryChange[] = [];
          for (const [name, value] of known) {
            if (value === null) all.delete(name);
            else all.set(name, value);
            changes.push({ topic, name, value: value === null ? null : JSON.stringify(value) });
          }
          write(events, changes);
        },
      };
    },
    write: (events) => write(events, []),
    dispose: () => ending.dispose(),
  };
}

function open(file: string, nowMs: number, log: Log): { database: EventDatabase; openProblem: string | null } {
  try {
    const database = openEventDatabase(file, nowMs);
    return { database, openProblem: database.problem };
  } catch (error) {
    const openProblem = `The timeline is kept until the console ends only: ${errorText(error)}`;
    log.warn(openProblem);
    return { database: openEventDatabase(":memory:", nowMs), openProblem };
  }
}
