import { spawn } from "node:child_process";
import { consoleEnvironment } from "./consoleEnvironment.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** A terminal, npm and this process may each pass the same Ctrl-C on; later it is a second wish. */
const sameWishMs = 1000;

/**
 * Which signals to pass on to a child in the same process group: each wish once, since Midwatch takes a second signal
 * for impatience. A terminal sends Ctrl-C and its own end to the whole group: there the first is the child's already.
 */
export function createSignalRelay(options: {
  readonly hasTerminal: boolean;
  readonly nowMs: () => number;
  readonly send: (signal: NodeJS.Signals) => void;
}): (signal: NodeJS.Signals) => void {
  const { hasTerminal, nowMs, send } = options;
  const lastMs = new Map<NodeJS.Signals, number>();
  return (signal) => {
    const last = lastMs.get(signal);
    if (last !== undefined && nowMs() - last < sameWishMs) return;
    lastMs.set(signal, nowMs());
    const fromTerminal = hasTerminal && signal !== "SIGTERM" && last === undefined;
    if (!fromTerminal) send(signal);
  };
}

/**
 * Calls `then` once npm is gone. The shell between npm and its script dies of SIGTERM without passing it on, and whoever
 * stopped npm wants the script stopped; one that was started without npm may well outlive its shell.
 */
function whenNpmEnds(then: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    then();
  }, 200).unref();
}

/** Runs a program in this one's place: its input and output, its exit code, its signals; with the console's environment. */
export function runInPlace(program: string, args: readonly string[], folder: string): Promise<number> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...consoleEnvironment };
    const child = spawn(program, args, { cwd: folder, stdio: "inherit", env });
    const relay = createSignalRelay({
      hasTerminal: [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY),
      nowMs: () => performance.now(),
      send: (signal) => void child.kill(signal),
    });
    for (const signal of signals) process.on(signal, relay);
    whenNpmEnds(() => relay("SIGTERM"));
    child.on("error", (error) => {
      process.stderr.write(`${program} did not start: ${error.message}\n`);
      resolve(127);
    });
    child.on("exit", (code, signal) => resolve(code ?? (signal ? 128 : 1)));
  });
}
