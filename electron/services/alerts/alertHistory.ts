import type { Disposable } from "../../../shared/base/disposable.ts";
import { errorText } from "../../../shared/base/errors.ts";
import type { Log } from "../log.ts";
import { type AlertDatabase, openAlertDatabase } from "./alertDatabase.ts";

/** The memory of alerts, where there is one to be had: without it alerts work all the same. */
export interface AlertHistory extends Disposable {
  /** Null where it could not be opened. */
  readonly store: AlertDatabase | null;
  /** Why there is none, what is gone of it, and why the last change was not written. */
  readonly problems: readonly string[];
  /** Never throws: what cannot be written is a problem, told once. */
  write(change: (store: AlertDatabase) => void): void;
}

export function openAlertHistory(file: string, nowMs: number, log: Log): AlertHistory {
  const { store, openProblem } = open(file, nowMs, log);
  let writeProblem: string | null = null;
  return {
    store,
    get problems() {
      return [openProblem, writeProblem].filter((text) => text !== null);
    },
    write(change) {
      if (!store) return;
      try {
        change(store);
        writeProblem = null;
      } catch (error) {
        const problem = `The alert history cannot be written: ${errorText(error)}`;
        if (writeProblem === null) log.warn(problem);
        writeProblem = problem;
      }
    },
    dispose: () => store?.close(),
  };
}

function open(file: string, nowMs: number, log: Log) {
  try {
    const store = openAlertDatabase(file, nowMs);
    return { store, openProblem: store.problem };
  } catch (error) {
    const openProblem = `There is no alert history: ${errorText(error)}`;
    log.warn(openProblem);
    return { store: null, openProblem };
  }
}
