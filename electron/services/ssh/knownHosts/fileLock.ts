import { open, rm, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { property } from "../sshErrors.ts";

const retryMs = 25;
const patienceMs = 3000;
/** Nobody holds it that long: whoever made it has crashed. */
const abandonedMs = 10_000;

/**
 * Runs `work` while no other process that asks for the same lock runs its own: `file` is created beside what it guards
 * and removed afterwards. Where it cannot be had in time the work is done all the same: a lock must not be what fails.
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const held = await acquire(file);
  try {
    return await work();
  } finally {
    if (held) await rm(file, { force: true });
  }
}

async function acquire(file: string): Promise<boolean> {
  const untilMs = performance.now() + patienceMs;
  while (performance.now() < untilMs) {
    try {
      await (await open(file, "wx", 0o600)).close();
      return true;
    } catch (error) {
      if (property(error, "code") !== "EEXIST") return false;
    }
    const made = await stat(file).catch(() => null);
    if (made && Date.now() - made.mtimeMs > abandonedMs) await rm(file, { force: true });
    else await delay(retryMs);
  }
  return false;
}
