import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { type Child, startChild } from "../../harness/childProcess.ts";
import { until } from "../../harness/until.ts";

const script = fileURLToPath(new URL("../../harness/runsInPlace.ts", import.meta.url));
const started: number[] = [];

afterEach(() => {
  for (const pid of started.splice(0)) if (isRunning(pid)) process.kill(pid, "SIGKILL");
});

/** npm's own way: a shell, which waits for the script and passes no signal on. */
function startInShell(env: Readonly<Record<string, string>>): Promise<Child> {
  return startChild(["/bin/sh", "-c", `"${process.execPath}" "${script}"; true`], /^\d+$/, { env });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("a program that npm started", () => {
  it("ends when npm is stopped, although the shell between them tells nobody", async () => {
    const shell = await startInShell({ npm_lifecycle_event: "demo" });
    const pid = Number(shell.line);
    started.push(pid);
    expect(await shell.stop()).toMatchObject({ signal: "SIGTERM" });
    await until(() => !isRunning(pid), 2000);
  });
});
