import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { requireTool } from "./requireTool.ts";
import { until } from "./until.ts";

export interface Journal {
  /** Adds an entry as a unit's: only root may speak of one. */
  write(unit: string, message: string, priority?: number): void;
  /** The machine's own journal goes on; one that was started here ends. */
  stop(): Promise<void>;
}

/** Whether entries can be written in a unit's name: journald is there, and the tests run as root. */
export function hasJournal(): boolean {
  return process.getuid?.() === 0 && requireTool("journald") !== null;
}

/** The machine's journal; where none runs, as in a container, a real one for as long as the tests need it. */
export async function openJournal(): Promise<Journal> {
  const isRunning = answers();
  const server = isRunning ? null : spawn(requireTool("journald") ?? "", { stdio: "ignore" });
  const exited = new Promise<void>((resolve) => server?.once("exit", () => resolve()));
  await until(answers);
  return {
    write(unit, message, priority = 6) {
      send(`OBJECT_SYSTEMD_UNIT=${unit}\nSYSLOG_IDENTIFIER=${unit}\nPRIORITY=${priority}\nMESSAGE=${message}\n`);
    },
    async stop() {
      if (server?.kill()) await exited;
    },
  };
}

function send(entry: string): void {
  execFileSync("logger", ["--journald"], { input: entry, stdio: ["pipe", "ignore", "pipe"] });
}

const socket = "/run/systemd/journal/socket";

/** Without a socket `logger` throws its entry away and calls that well. */
function answers(): boolean {
  if (!existsSync(socket)) return false;
  try {
    send("MESSAGE=ready\n");
    return true;
  } catch {
    return false;
  }
}
