import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorText } from "../../shared/base/errors.ts";
import type { Log } from "../services/log.ts";
import type { RunningConsole } from "./console.ts";

/** A stop that hangs, or a start that never ends, does not keep the process: it is gone by then. */
const stopDeadlineMs = 1700;
/** A process group and the one who runs it may both pass the same signal on. */
const sameSignalMs = 50;
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a console as this process: one line on standard output when it can be opened, an end at the first signal
 * (the second does not wait), and a failure said in one line. Call once.
 */
export async function runAsProcess(start: () => Promise<RunningConsole>, log: Log): Promise<void> {
  // A closed terminal must not end a console that a browser still uses.
  for (const output of [process.stdout, process.stderr]) output.on("error", () => {});
  // Whatever is written from here on is for this user alone.
  process.umask(0o077);
  // Not before signals are heard: what a start leaves behind is for its stop, or its exit, to take away.
  const running = Promise.resolve().then(start);
  let stoppingSinceMs: number | null = null;
  const stop = async (exitCode: number) => {
    const nowMs = performance.now();
    if (stoppingSinceMs !== null && nowMs - stoppingSinceMs < sameSignalMs) return;
    if (stoppingSinceMs !== null) process.exit(exitCode || 130);
    stoppingSinceMs = nowMs;
    setTimeout(() => process.exit(exitCode), stopDeadlineMs);
    await running.then((console) => console.stop()).catch(() => {});
    process.exit(exitCode);
  };
  for (const signal of signals) process.on(signal, () => void stop(0));
  process.on("uncaughtException", (error) => {
    log.error("Midwatch met an error it did not expect and stops", { error });
    void stop(1);
  });
  try {
    process.stdout.write(`Midwatch ready: ${(await running).url}\n`);
  } catch (error) {
    process.stderr.write(`Midwatch could not start: ${errorText(error)}\n`);
    process.exit(1);
  }
}

/** The version in the package.json beside the bundles' folder. */
export function readVersion(bundleFolder: string): string {
  const description: unknown = JSON.parse(readFileSync(join(bundleFolder, "..", "package.json"), "utf8"));
  const known = typeof description === "object" && description !== null && "version" in description;
  return known ? String(description.version) : "unknown";
}
