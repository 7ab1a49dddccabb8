import { afterEach, describe, expect, it } from "vitest";
import type { TerminalTarget } from "../../../shared/domain/terminal/target.ts";
import { openDocker } from "../../harness/docker.ts";
import { hasSshd } from "../../harness/sshd.ts";
import { failureOf } from "../../harness/sshService.ts";
import { takeTurns } from "../../harness/takeTurns.ts";
import { startTerminalsLab, type TerminalsLab } from "../../harness/terminalsLab.ts";

takeTurns();

const patience = { timeout: 15_000 };
const [first, second] = ["a1".repeat(32), "b2".repeat(32)];
const container = (name: string, containerId = first): TerminalTarget => ({
  kind: "container",
  host: "gpu-a01",
  manager: "docker",
  container: name,
  containerId,
});

/**
 * Knows containers by what `containers` beside it lists, a name and an id a line. Its `exec -it ID PROGRAM...` runs the program
 * itself, on the terminal that it was given. A login shell has greeted before.
 */
const standIn = `#!/bin/sh
here=$(dirname "$0")
missing() { echo "Error response from daemon: No such container: $1" >&2; exit 1; }
case "$1 $2" in
"container inspect") echo "Welcome"; grep "^$5 " "$here/containers" | cut -d ' ' -f 2 | grep . || missing "$5" ;;
"exec -it")
  [ -t 0 ] || exit 2
  id=$3
  grep -q " $id$" "$here/containers" || missing "$id"
  shift 3
  CONTAINER=$id exec "$@" ;;
*) exit 2 ;;
esac
`;
const engine = (containers: string) => ({ docker: standIn, containers });

describe.skipIf(!hasSshd())("terminals in containers, by the contract", () => {
  let lab: TerminalsLab;
  afterEach(() => lab.stop());

  it("are shells in them, with their size, input and exit code", async () => {
    lab = await startTerminalsLab({ files: engine(`vllm-0 ${first}\n`) });
    const shell = await lab.open(container("vllm-0"));
    await shell.type("echo in=$CONTAINER; stty size\r");
    await expect.poll(shell.text, patience).toMatch(/in=(a1){32}\s+30 100/);
    await shell.resize(90, 20);
    await shell.type("stty size\r");
    await expect.poll(shell.text, patience).toContain("20 90");
    await shell.type("exit 5\r");
    await expect.poll(shell.end, patience).toEqual({ exitCode: 5, lost: false });
    expect(lab.audited).toMatchObject([
      {
        kind: "terminal.opened",
        host: "gpu-a01",
        environment: "prod",
        facts: { container: "vllm-0", containerId: first },
      },
      { kind: "terminal.closed", facts: { container: "vllm-0", exitCode: 5 } },
    ]);
  });

  it("say in the engine's words that a container is gone", async () => {
    lab = await startTerminalsLab({ files: engine(`vllm-0 ${first}\n`) });
    expect(await failureOf(lab.open(container("vllm-1")))).toMatchObject({
      code: "REMOTE_FAILED",
      message:
        "docker on gpu-a01 does not find the container vllm-1: Error response from daemon: No such container: vllm-1",
    });
  });

  it("are not opened in another one that has its name now, also after they were there", async () => {
    lab = await startTerminalsLab({ files: engine(`vllm-0 ${first}\n`) });
    const shell = await lab.open(container("vllm-0"));
    await shell.type("exit\r");
    await expect.poll(shell.end, patience).toEqual({ exitCode: 0, lost: false });
    lab.write("containers", `vllm-0 ${second}\n`);
    expect(await failureOf(lab.open(container("vllm-0")))).toMatchObject({
      code: "CONFLICT",
      message:
        "The container vllm-0 on gpu-a01 was replaced: another one has its name now. Open a terminal from the page of gpu-a01",
    });
    expect(lab.audited.at(-1)?.text).toMatch(/^Terminal on vllm-0 on gpu-a01 did not open: .* was replaced/);
    const again = await lab.open(container("vllm-0", second));
    await again.type("exit 4\r");
    await expect.poll(again.end, patience).toEqual({ exitCode: 4, lost: false });
  });

  it("run in a real container where Docker is there", async ({ skip }) => {
    lab = await startTerminalsLab();
    const docker = await openDocker();
    if (!docker) return skip("Docker is not there, or may not run here");
    try {
      const name = `midwatch-terminal-${process.pid}`;
      docker.run(name, "exec sleep 600");
      const id = docker.call("container", "inspect", "--format", "{{.Id}}", name).trim();
      const shell = await lab.open(container(name, id));
      await shell.type("echo pid=$$ host=[$(cat /proc/sys/kernel/hostname)]\r");
      await expect.poll(shell.text, patience).toMatch(/pid=\d+ host=\[[0-9a-f]{12}\]/);
      await shell.type("exit 6\r");
      await expect.poll(shell.end, patience).toEqual({ exitCode: 6, lost: false });
      docker.call("rm", "-f", name);
      docker.run(name, "exec sleep 600");
      expect(await failureOf(lab.open(container(name, id)))).toMatchObject({ code: "CONFLICT" });
    } finally {
      await docker.stop();
    }
  });
});
