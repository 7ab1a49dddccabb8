import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll } from "vitest";

/** A name of the kernel's, which is free again however its holder ends. */
const turn = "\0midwatch-tests-machine";
const longestWaitMs = 600_000;
const lookAgainMs = 200;

/**
 * For a test file that uses what a machine has once: the lock file of runs, Docker's socket. Those that call it run one after
 * the other, whatever runs beside them.
 */
export function takeTurns(): void {
  let held: Server | null = null;
  beforeAll(async () => {
    while (!held) {
      held = await take();
      if (!held) await pause(lookAgainMs);
    }
  }, longestWaitMs);
  afterAll(() => {
    held?.close();
  });
}

/** Null while another has it. */
async function take(): Promise<Server | null> {
  const server = createServer((socket) => socket.destroy());
  server.listen(turn);
  try {
    await once(server, "listening");
    return server;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") return null;
    throw error;
  }
}
