import type { Clock } from "../../../shared/base/clock.ts";
import type { Log } from "../log.ts";

/** What happened to the reading of one host, for people: newest first, at most 20 entries. */
export interface Journal {
  readonly entries: readonly { readonly atMs: number; readonly text: string }[];
  /** Keeps it here and tells the log. */
  note(text: string): void;
}

const mostEntries = 20;

export function createJournal(clock: Clock, log: Log, host: string): Journal {
  const entries: { readonly atMs: number; readonly text: string }[] = [];
  return {
    entries,
    note(text) {
      log.info(text, { host });
      entries.unshift({ atMs: clock.nowMs(), text });
      entries.length = Math.min(entries.length, mostEntries);
    },
  };
}
