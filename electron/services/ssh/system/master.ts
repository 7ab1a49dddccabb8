import { spawn } from "node:child_process";
import { existsSync, watch } from "node:fs";
import { basename } from "node:path";
import { type CancelSignal, cancelled } from "../../../../shared/base/cancel.ts";
import { MidwatchError } from "../../../../shared/base/errors.ts";
import { property } from "../sshErrors.ts";
import { masterFailure } from "./masterFailure.ts";
import type { RuntimeFolder } from "./runtimeFolder.ts";

/** The client process that holds a connection. */
export interface Master {
  /** What it said so far, newest last, at most 200 lines. */
  readonly said: readonly string[];
  /** How many lines it ever said. */
  readonly saidCount: number;
  readonly ended: boolean;
  /** Resolves when it has ended. */
  readonly exit: Promise<void>;
  /** Ends it and everything it started. */
  kill(): void;
}

interface MasterOptions {
  readonly where: string;
  readonly args: readonly string[];
  readonly folder: RuntimeFolder;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  readonly signal: CancelSignal;
  /** Called with the function that stops (true) and starts (false) the time limit. */
  readonly onPauser: (pause: (paused: boolean) => void) => void;
}

const mostLines = 200;

/** Runs a client and ends it when standard input ends: no connection and no folder outlives us, however we end. */
const guardScript = `folder=$1; shift
exec 3<&0 </dev/null
"$@" 3<&- & client=$!
{ read -r _ <&3; rm -rf "$folder"; kill -TERM "$client"; } 2>/dev/null & guard=$!
exec 3<&-
trap 'kill -TERM "$client"' TERM INT HUP
wait "$client"; status=$?
kill "$guard" 2>/dev/null
exit "$status"`;

/** Starts the client and resolves when its control socket takes requests. Rejects with the SSH_* codes. */
export function startMaster(options: MasterOptions): Promise<Master> {
  const { where, folder, environment, timeoutMs, signal } = options;
  const said: string[] = [];
  let saidCount = 0;
  let ended = false;
  const child = spawn("/bin/sh", ["-c", guardScript, "sh", folder.path, "ssh", ...options.args], {
    stdio: ["pipe", "ignore", "pipe"],
    // A group of its own, to be ended as a whole, and without a terminal to ask on.
    detached: true,
    env: { ...environment, SSH_ASKPASS: folder.askpass, SSH_ASKPASS_REQUIRE: "force" },
  });
  child.stdin.on("error", () => {});
  let rest = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = (lines.pop() ?? "").slice(-4096);
    saidCount += lines.length;
    said.push(...lines.map((line) => line.replace(/\r$/, "")));
    if (said.length > mostLines) said.splice(0, said.length - mostLines);
  });
  const kill = () => {
    if (ended || child.pid === undefined) return;
    try {
      process.kill(-child.pid, "SIGTERM");
    } catch (error) {
      if (property(error, "code") !== "ESRCH") throw error;
    }
  };
  const exit = new Promise<void>((resolve) => {
    child.once("close", () => {
      if (rest !== "") said.push(rest);
      ended = true;
      resolve();
    });
    child.once("error", () => {
      ended = true;
      resolve();
    });
  });
  const master: Master = {
    said,
    get saidCount() {
      return saidCount;
    },
    get ended() {
      return ended;
    },
    exit,
    kill,
  };

  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let settled = false;
    const settle = (error: MidwatchError | null) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      watcher.close();
      signal.removeEventListener("abort", onAbort);
      if (!error) return resolve(master);
      kill();
      reject(error);
    };
    const late = () => settle(new MidwatchError("SSH_TIMEOUT", `${where}: no answer in time`, { retryable: true }));
    const onAbort = () => settle(cancelled(signal));
    const check = () => existsSync(folder.controlSocket) && settle(null);
    const watcher = watch(folder.path, (_event, name) => name === basename(folder.controlSocket) && check());
    watcher.on("error", () => {});
    options.onPauser((paused) => {
      clearTimeout(timer);
      if (!paused && !settled) timer = setTimeout(late, timeoutMs);
    });
    timer = setTimeout(late, timeoutMs);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    void exit.then(() => settle(failureOf(where, said)));
    check();
  });
}

function failureOf(where: string, said: readonly string[]): MidwatchError {
  if (said.some((line) => /\bssh: (command )?not found/.test(line))) {
    return new MidwatchError("SSH_CONFIG", `${where}: it needs the system's ssh client, and none is installed`);
  }
  return masterFailure(where, said);
}
