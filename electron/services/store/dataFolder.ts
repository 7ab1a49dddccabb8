import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Disposable, toDisposable } from "../../../shared/base/disposable.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { dataFolderError } from "./dataFolderError.ts";
import { fileErrorCode } from "./fileErrors.ts";

const lockFileName = "midwatch.lock";

const lockContent = z.object({
  pid: z.number().int().positive(),
  /** Tells a process from a later one with the same number; null where the system does not say. */
  startedAt: z.string().nullable(),
});
type LockContent = z.infer<typeof lockContent>;

/**
 * Makes the data folder (0700) and takes its lock, so that only one console writes there; dispose to release.
 * A lock whose process is gone is taken over. Throws CONFLICT with `detail.pid` while another console runs,
 * STORE_FAILED when the folder cannot be made.
 */
export function openDataFolder(folder: string): Disposable {
  const lockFile = join(folder, lockFileName);
  const own = JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) } satisfies LockContent);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    while (!tryCreate(lockFile, own)) removeStale(folder, lockFile);
  } catch (cause) {
    if (cause instanceof MidwatchError) throw cause;
    throw dataFolderError(folder, cause);
  }
  return toDisposable(() => {
    if (readText(lockFile) === own) rmSync(lockFile, { force: true });
  });
}

/** The file appears with its content or not at all: a link to a finished one. */
function tryCreate(lockFile: string, content: string): boolean {
  const draft = `${lockFile}.${process.pid}`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, lockFile);
    return true;
  } catch (error) {
    if (fileErrorCode(error) === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves a dead console's lock away; throws CONFLICT when its process lives. */
function removeStale(folder: string, lockFile: string): void {
  const text = readText(lockFile);
  if (text === null) return;
  const holder = parseLock(text);
  if (holder && isRunning(holder)) throw heldBy(folder, holder.pid);
  const aside = `${lockFile}.stale.${process.pid}`;
  try {
    renameSync(lockFile, aside);
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return;
    throw error;
  }
  // Another console may have taken over between reading and moving: then this is its lock, and it gets it back.
  if (readText(aside) !== text) linkSync(aside, lockFile);
  rmSync(aside, { force: true });
}

function heldBy(folder: string, pid: number): MidwatchError {
  return new MidwatchError(
    "CONFLICT",
    `Another Midwatch (process ${pid}) uses the data folder ${folder}: close it, or start this one with another --data folder`,
    { detail: { pid } },
  );
}

function parseLock(text: string): LockContent | null {
  try {
    return lockContent.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return null;
    throw error;
  }
}

function isRunning({ pid, startedAt }: LockContent): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (fileErrorCode(error) === "ESRCH") return false;
  }
  const start = startOf(pid);
  return startedAt === null || start === null || start === startedAt;
}

/** When a process started, in the kernel's own words (Linux: clock ticks since boot, and the boot). */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command, in parentheses, may hold blanks; the start time is the 20th field after it.
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}/${ticks}`;
  } catch {
    return null;
  }
}
