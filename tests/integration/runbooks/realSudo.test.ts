import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hostCommand } from "../../../electron/services/runbooks/hostCommand.ts";
import { sudoChecks } from "../../../electron/services/runbooks/sudoChecks.ts";
import type { SshConnection } from "../../../electron/services/ssh/types.ts";
import { isStopped } from "../../../shared/domain/collect/protocol.ts";
import { requireTool } from "../../harness/requireTool.ts";
import { until } from "../../harness/until.ts";

/** The system's own, with a file of rules that only what is started here sees. */
describe.skipIf(!canHideSudoers())("sudo itself, for a user who is allowed some commands", () => {
  let folder: string;
  let started: ChildProcess[];
  const file = (name: string) => join(folder, name);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "midwatch-sudo-"));
    chmodSync(folder, 0o777);
    started = [];
  });
  afterEach(() => {
    for (const child of started) child.kill("SIGKILL");
    if (existsSync(file("pid"))) endIfThere(pidOf());
    rmSync(folder, { recursive: true, force: true });
  });

  const allow = (...lines: readonly string[]) => {
    rmSync(file("sudoers"), { force: true });
    writeFileSync(file("sudoers"), `Defaults use_pty\n${lines.map((line) => `nobody ALL=${line}\n`).join("")}`, {
      mode: 0o440,
    });
  };
  const argumentsFor = (command: string) => [...hidden(file("sudoers"), command)];
  const pidOf = () => Number(readFileSync(file("pid"), "utf8"));

  function checks(...commands: readonly (readonly string[])[]) {
    const actions = commands.map((argv) => ({
      kind: "command" as const,
      argv: ["sudo", "-n", ...argv],
      stdin: null,
      isScript: false,
      sudo: true,
    }));
    const target = { host: "gpu-a01", actions, undo: [], undoAll: [] };
    const connection: Pick<SshConnection, "exec"> = {
      exec: (command) =>
        new Promise((resolve) => {
          execFile("unshare", argumentsFor(command), (error, stdout, stderr) =>
            resolve({ exitCode: error ? Number(error.code) : 0, signal: null, stdout, stderr }),
          );
        }),
    };
    return sudoChecks(target, { of: async () => connection }, undefined);
  }
  const restart = ["true", "restart", "vllm.service"];
  const stop = ["true", "stop", "vllm.service"];

  it("a host that allows the very commands can be used, and says what it cannot do", async () => {
    allow("(root) NOPASSWD: /usr/bin/true restart vllm.service, /usr/bin/true stop vllm.service");
    expect(await checks(restart, stop, restart)).toMatchObject([
      { state: "passed", text: "sudo -n true restart vllm.service\nsudo -n true stop vllm.service" },
      { state: "failed", severity: "warn", problem: expect.stringContaining("does not allow timeout and kill") },
    ]);
    allow("(root) NOPASSWD: ALL");
    expect(await checks(restart, stop)).toMatchObject([{ state: "passed" }, { state: "passed" }]);
  });

  it.each([
    [["(root) NOPASSWD: /usr/bin/true restart vllm.service"], "sudo does not allow true stop vllm.service:"],
    [["(ALL) ALL"], "sudo does not allow true restart vllm.service (sudo: a password is required):"],
    [
      ["(ALL) ALL", "(root) NOPASSWD: /usr/bin/true restart vllm.service"],
      "sudo asks for a password before true stop vllm.service:",
    ],
    [[], "sudo does not allow true restart vllm.service (sudo: a password is required):"],
  ])("with the rules %j a command stands against the run", async (rules, problem) => {
    allow(...rules);
    expect(await checks(restart, stop)).toMatchObject([
      { state: "failed", severity: "block", problem: expect.stringContaining(problem) },
    ]);
  });

  it("an argument is asked about as it is, whatever it holds", async () => {
    const nasty = 'it\'s $(id) `id` "x"\n; id %s \\ é';
    allow("(root) NOPASSWD: /usr/bin/true restart vllm.service");
    expect(await checks(["true", nasty])).toMatchObject([{ state: "failed" }]);
    allow("(root) NOPASSWD: /usr/bin/true");
    expect(await checks(["true", nasty, "-n"])).toMatchObject([{ state: "passed" }, { state: "failed" }]);
  });

  function step(timeoutSeconds: number, seconds: string): void {
    const script = `echo $$ >${file("pid")}; exec sleep ${seconds}`;
    writeFileSync(file("work"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const argv = ["sudo", "-n", file("work")];
    run({ kind: "step", record: file("record"), timeoutSeconds, argv });
  }
  function run(script: Parameters<typeof hostCommand>[0]): void {
    started.push(spawn("unshare", argumentsFor(hostCommand(script)), { stdio: ["pipe", "ignore", "ignore"] }));
  }
  const isBegun = () => existsSync(file("pid")) && readFileSync(file("pid"), "utf8").endsWith("\n");
  const status = async () => {
    await until(() => existsSync(file("record.status")), 15_000);
    return Number(readFileSync(file("record.status"), "utf8"));
  };

  it("a step is ended at its time, and when its run is stopped, where sudo allows that", async () => {
    allow("(root) NOPASSWD: ALL");
    step(1, "300");
    expect(isStopped(await status())).toBe(true);
    await until(() => !existsSync(`/proc/${pidOf()}`));
    rmSync(file("record.status"));
    rmSync(file("pid"));
    step(300, "300");
    await until(isBegun);
    run({ kind: "end", record: file("record") });
    expect(await status()).toBeGreaterThan(128);
    await until(() => !existsSync(`/proc/${pidOf()}`));
  });

  it("a step that may not be ended runs to its own end, and is not said to have ended before", async () => {
    allow(`(root) NOPASSWD: ${file("work")}`);
    step(1, "3");
    await until(isBegun);
    run({ kind: "end", record: file("record") });
    expect(await status()).toBe(0);
  });
});

/** `command` for a shell of nobody's, where the file of sudo's rules is this one. */
function hidden(sudoers: string, command: string): readonly string[] {
  const become = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "sh", "-c"];
  const script = `mount --bind "$1" /etc/sudoers || exit 99; shift; exec ${become.join(" ")} "$1"`;
  return ["--mount", "--propagation", "private", "sh", "-c", script, "sh", sudoers, command];
}

function endIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}

/** Needs root, sudo, and a kernel that lets it have mounts of its own. */
function canHideSudoers(): boolean {
  if (requireTool("sudo") === null || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), "midwatch-sudo-"));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "sudoers"), "nobody ALL=(root) NOPASSWD: ALL\n", { mode: 0o440 });
  const tried = spawnSync("unshare", [...hidden(join(folder, "sudoers"), "sudo -n true")]);
  rmSync(folder, { recursive: true, force: true });
  return tried.status === 0;
}
