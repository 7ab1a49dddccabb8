import { type FSWatcher, watch } from "node:fs";
import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, toDisposable } from "../../../shared/base/disposable.ts";
import { errorText } from "../../../shared/base/errors.ts";
import type { Log } from "../log.ts";
import { fileErrorCode } from "./fileErrors.ts";

/** Editors write in several steps: the file is read when they are done. */
const settleMs = 100;
/** Covers what notifications miss: network file systems, a folder that is replaced or does not exist yet. */
const pollMs = 2_000;

/**
 * Calls `changed` soon after something in `folder` changed, and every 2 s in any case: reading a small file is
 * cheaper than missing a change. The folder may come and go.
 */
export function watchFolder(
  { folder, clock, log }: { readonly folder: string; readonly clock: Clock; readonly log: Log },
  changed: () => void,
): Disposable {
  let watcher: FSWatcher | null = null;
  let settling: Disposable | null = null;
  let polling: Disposable | null = null;
  let lastFailure = "";

  function settle(): void {
    settling?.dispose();
    settling = clock.after(settleMs, changed);
  }

  function listen(): void {
    watcher?.close();
    watcher = null;
    try {
      watcher = watch(folder, settle);
      watcher.on("error", (error) => failed(error));
      lastFailure = "";
    } catch (error) {
      failed(error);
    }
  }

  function failed(error: unknown): void {
    watcher?.close();
    watcher = null;
    const text = errorText(error);
    // A folder that is not there yet is no failure: looking again finds it.
    if (text !== lastFailure && fileErrorCode(error) !== "ENOENT")
      log.warn("The workspace folder cannot be watched, it is read every 2 s", { folder, error: text });
    lastFailure = text;
  }

  function poll(): void {
    // A watcher stays on a folder that was moved away; a fresh one is on whatever has the name now.
    listen();
    changed();
    polling = clock.after(pollMs, poll);
  }

  listen();
  polling = clock.after(pollMs, poll);
  return toDisposable(() => {
    watcher?.close();
    settling?.dispose();
    polling?.dispose();
  });
}
