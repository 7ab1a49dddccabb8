import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hostCommand } from "../../../electron/services/runbooks/hostCommand.ts";
import { isStopped } from "../../../shared/domain/collect/protocol.ts";
import { until } from "../../harness/until.ts";

const nobody = 65534;

/** Steps of a user whose sudo makes root of them: signals of that user do not reach what they started. */
describe.skipIf(!canBecomeRoot())("a step that sudo runs as root, started by a user who is not", () => {
  let folder: string;
  let started: ChildProcess[];
  const file = (name: string) => join(folder, name);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "midwatch-root-"));
    chmodSync(folder, 0o777);
    rootMaker(folder);
    allow("*");
    started = [];
  });
  afterEach(() => {
    for (const child of started) child.kill("SIGKILL");
    if (existsSync(file("pid"))) endAsRoot(rootPid());
    rmSync(folder, { recursive: true, force: true });
  });

  /** What `sudo -n` runs; anything else it refuses as sudo does. */
  function allow(pattern: string): void {
    const become = `exec ${file("become")} --reuid 0 --regid 0 --clear-groups -- "$@"`;
    const refuse = "echo 'sudo: a password is required' >&2; exit 1";
    writeFileSync(
      file("sudo"),
      `#!/bin/sh\n[ "$1" = -n ] && shift\ncase "$1" in\n${pattern}) ${become} ;;\nesac\n${refuse}\n`,
    );
    chmodSync(file("sudo"), 0o755);
  }
  function asUser(script: Parameters<typeof hostCommand>[0]): ChildProcess {
    const env = { PATH: `${folder}:${process.env.PATH ?? "/usr/bin:/bin"}` };
    const child = spawn("/bin/sh", ["-c", hostCommand(script)], { uid: nobody, gid: nobody, env, cwd: folder });
    started.push(child);
    return child;
  }
  const step = (timeoutSeconds: number, seconds: number) =>
    asUser({
      kind: "step",
      record: file("record"),
      timeoutSeconds,
      argv: ["sudo", "-n", "sh", "-c", `echo $$ >${file("pid")}; exec sleep ${seconds}`],
    });
  const rootPid = () => Number(readFileSync(file("pid"), "utf8"));
  const isBegun = () => existsSync(file("pid")) && readFileSync(file("pid"), "utf8").endsWith("\n");
  const isGone = () => !existsSync(`/proc/${rootPid()}/exe`);
  const status = () => Number(readFileSync(file("record.status"), "utf8"));

  it("is ended when its time is over", async () => {
    step(1, 300);
    await until(isBegun);
    expect(() => process.kill(rootPid(), 0)).not.toThrow();
    await until(() => existsSync(file("record.status")), 15_000);
    expect(isStopped(status())).toBe(true);
    await until(isGone);
  });

  it("is ended when the run is stopped, and not said to have ended before", async () => {
    step(300, 300);
    await until(isBegun);
    expect(existsSync(file("record.status"))).toBe(false);
    asUser({ kind: "end", record: file("record") });
    await until(() => existsSync(file("record.status")), 15_000);
    expect(status()).toBeGreaterThan(128);
    await until(isGone);
  });

  it("runs to its own end where sudo allows that command alone, whatever its time", async () => {
    allow("sh");
    step(1, 3);
    await until(isBegun);
    asUser({ kind: "end", record: file("record") });
    await until(() => existsSync(file("record.status")), 15_000);
    expect(status()).toBe(0);
  });
});

/** A programme that makes root of whoever starts it, as sudo's own file does. */
function rootMaker(folder: string): void {
  copyFileSync("/usr/bin/setpriv", join(folder, "become"));
  chmodSync(join(folder, "become"), 0o4755);
}

function endAsRoot(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}

/** Needs to be root itself, and a file system that lets programmes be others'. */
function canBecomeRoot(): boolean {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/setpriv")) return false;
  const folder = mkdtempSync(join(tmpdir(), "midwatch-root-"));
  chmodSync(folder, 0o755);
  rootMaker(folder);
  try {
    const argv = ["--reuid", "0", "--regid", "0", "--clear-groups", "--", "id", "-u"];
    return execFileSync(join(folder, "become"), argv, { uid: nobody, gid: nobody, encoding: "utf8" }).trim() === "0";
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
