import { afterEach, describe, expect, it } from "vitest";
import type { TerminalTarget } from "../../../shared/domain/terminal/target.ts";
import { openDocker } from "../../harness/docker.ts";
import { hasSshd } from "../../harness/sshd.ts";
import { takeTurns } from "../../harness/takeTurns.ts";
import { startTerminalsLab, type TerminalsLab } from "../../harness/terminalsLab.ts";

takeTurns();

const patience = { timeout: 15_000 };
const container = (name: string): TerminalTarget => ({
  kind: "container",
  host: "gpu-a01",
  manager: "docker",
  container: name,
});

/** Its `exec -it NAME PROGRAM...` runs the program itself, on the terminal that it was given. */
const standIn = `#!/bin/sh
[ "$1 $2" = "exec -it" ] && [ -t 0 ] || exit 2
name=$3
shift 3
[ "$name" = vllm-0 ] || { echo "Error response from daemon: No such container: $name" >&2; exit 1; }
CONTAINER=$name exec "$@"
`;

describe.skipIf(!hasSshd())("terminals in containers, by the contract", () => {
  let lab: TerminalsLab;
  afterEach(() => lab.stop());

  it("are shells in them, with their size, input and exit code", async () => {
    lab = await startTerminalsLab({ docker: standIn });
    const shell = await lab.open(container("vllm-0"));
    await shell.type("echo in=$CONTAINER; stty size\r");
    await expect.poll(shell.text, patience).toMatch(/in=vllm-0\s+30 100/);
    await shell.resize(90, 20);
    await shell.type("stty size\r");
    await expect.poll(shell.text, patience).toContain("20 90");
    await shell.type("exit 5\r");
    await expect.poll(shell.end, patience).toEqual({ exitCode: 5, lost: false });
    expect(lab.audited).toMatchObject([
      { kind: "terminal.opened", host: "gpu-a01", environment: "prod", facts: { container: "vllm-0" } },
      { kind: "terminal.closed", facts: { container: "vllm-0", exitCode: 5 } },
    ]);
  });

  it("say in the engine's words that a container is gone", async () => {
    lab = await startTerminalsLab({ docker: standIn });
    const shell = await lab.open(container("vllm-1"));
    await expect.poll(shell.end, patience).toEqual({ exitCode: 1, lost: false });
    expect(shell.text()).toContain("No such container: vllm-1");
  });

  it("run in a real container where Docker is there", async ({ skip }) => {
    lab = await startTerminalsLab();
    const docker = await openDocker();
    if (!docker) return skip("Docker is not there, or may not run here");
    try {
      const name = `midwatch-terminal-${process.pid}`;
      docker.run(name, "exec sleep 600");
      const shell = await lab.open(container(name));
      await shell.type("echo pid=$$ host=[$(cat /proc/sys/kernel/hostname)]\r");
      await expect.poll(shell.text, patience).toMatch(/pid=\d+ host=\[[0-9a-f]{12}\]/);
      await shell.type("exit 6\r");
      await expect.poll(shell.end, patience).toEqual({ exitCode: 6, lost: false });
    } finally {
      await docker.stop();
    }
  });
});
