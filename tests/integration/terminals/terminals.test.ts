import { afterEach, describe, expect, it } from "vitest";
import { contract } from "../../../shared/contract/contract.ts";
import type { TerminalTarget } from "../../../shared/domain/terminal/target.ts";
import { viewer } from "../../builders/callers.ts";
import { serveTerminals } from "../../harness/servedTerminals.ts";
import { childrenOf, cutConnections, hasSshd } from "../../harness/sshd.ts";
import { failureOf } from "../../harness/sshService.ts";
import { startTerminalsLab, type TerminalsLab } from "../../harness/terminalsLab.ts";

const size = { columns: 100, rows: 30 };
const onHost: TerminalTarget = { kind: "host", host: "gpu-a01" };

describe.skipIf(!hasSshd())("terminals of the console, by the contract", () => {
  let lab: TerminalsLab;

  afterEach(() => lab.stop());

  it("are on record before they open and after they end", async () => {
    lab = await startTerminalsLab();
    const shell = await lab.open(onHost);
    expect(lab.audited).toMatchObject([
      {
        kind: "terminal.opened",
        by: "tester",
        host: "gpu-a01",
        environment: "prod",
        facts: { terminal: shell.id.slice(0, 8) },
      },
    ]);
    await shell.type("secret-word\rexit 7\r");
    await expect.poll(shell.end, { timeout: 15_000 }).toEqual({ exitCode: 7, lost: false });
    expect(lab.audited[1]).toMatchObject({ kind: "terminal.closed", facts: { exitCode: 7 } });
    expect(JSON.stringify(lab.audited)).not.toContain("secret-word");
  });

  it("do not open when that cannot be written down", async () => {
    lab = await startTerminalsLab({ maySpeak: false });
    const before = childrenOf(lab.server.process.pid ?? 0).length;
    await failureOf(lab.client.call("terminals.open", { target: onHost, ...size }));
    expect(childrenOf(lab.server.process.pid ?? 0)).toHaveLength(before);
  });

  it("have a connection of their own where the shared one has no channel left, and say so", async () => {
    lab = await startTerminalsLab();
    const shells = [await lab.open(onHost), await lab.open(onHost), await lab.open(onHost)];
    expect(shells.map(({ notice }) => notice !== null)).toEqual([false, false, true]);
    await shells[2]?.type("echo th''ird\r");
    await expect.poll(() => shells[2]?.text(), { timeout: 15_000 }).toContain("third");
  });

  it("tell a connection that was cut from an end", async () => {
    lab = await startTerminalsLab();
    const shell = await lab.open(onHost);
    await shell.type("echo rea''dy; exec sleep 600\r");
    await expect.poll(shell.text, { timeout: 15_000 }).toContain("ready");
    cutConnections(lab.server);
    await expect.poll(shell.end, { timeout: 15_000 }).toEqual({ exitCode: null, lost: true });
  });

  it("end with the console, and what was started in them ends on the host", async () => {
    lab = await startTerminalsLab();
    const shell = await lab.open(onHost);
    await shell.type("sleep 600 & echo behind=$!.; sh -c 'echo before=$$.; exec sleep 600'\r");
    await expect.poll(shell.text, { timeout: 15_000 }).toMatch(/behind=\d+\..*before=\d+\./s);
    const pids = [...shell.text().matchAll(/(?:behind|before)=(\d+)\./g)].map(([, pid]) => Number(pid));
    expect(pids.map(isRunning)).toEqual([true, true]);
    await lab.terminals.close();
    await expect.poll(() => pids.map(isRunning), { timeout: 15_000 }).toEqual([false, false]);
  });

  it("on this machine have the user's surroundings without the console's, and leave no process behind", async () => {
    process.env.MIDWATCH_PROBE = "of the console";
    lab = await startTerminalsLab();
    const shell = await lab.open({ kind: "local" });
    await shell.type("echo pid=$$ probe=[$MIDWATCH_PROBE] term=$TERM\r");
    await expect.poll(shell.text, { timeout: 15_000 }).toMatch(/pid=\d+ probe=\[\] term=xterm-256color/);
    const pid = Number(/pid=(\d+) /.exec(shell.text())?.[1]);
    expect(() => process.kill(pid, 0)).not.toThrow();
    await lab.terminals.close();
    expect(() => process.kill(pid, 0)).toThrow();
    delete process.env.MIDWATCH_PROBE;
  });

  it("are closed to ids that nobody was given, and to hosts that are not in the workspace", async () => {
    lab = await startTerminalsLab();
    const unknown = await failureOf(lab.client.call("terminals.resize", { id: "0123456789abcdef", ...size }));
    expect(unknown.code).toBe("NOT_FOUND");
    const elsewhere = lab.client.call("terminals.open", { target: { kind: "host", host: "gpu-z99" }, ...size });
    expect((await failureOf(elsewhere)).code).toBe("NOT_FOUND");
    expect(lab.audited).toEqual([]);
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("terminals and viewers", () => {
  it("a viewer opens none anywhere, and neither sees nor types into another's", async () => {
    const served = await serveTerminals({ caller: viewer });
    const { client, terminals } = served;
    try {
      const { id } = await terminals.open(
        { target: { kind: "local" }, size, by: "tester" },
        new AbortController().signal,
      );
      const pod: TerminalTarget = {
        kind: "pod",
        cluster: "eu",
        namespace: "serving",
        pod: "web-0",
        uid: "7e0f",
        container: "main",
      };
      const containerId = "ab".repeat(32);
      const container: TerminalTarget = {
        ...{ kind: "container", host: "gpu-a01", manager: "docker", container: "vllm-0", containerId },
      };
      const refused = [
        ...[onHost, container, pod, { kind: "local" } as const].map((target) =>
          client.call("terminals.open", { target, ...size }),
        ),
        client.call("terminals.write", { id, data: new Uint8Array(1) }),
        client.call("terminals.resize", { id, ...size }),
        client.call("terminals.close", { id }),
        new Promise((_resolve, reject) => {
          const onEnd = (error: unknown) => reject(error);
          client.open("terminals.follow", { id, fromByte: 0 }, { onItem: onEnd, onEnd });
        }),
      ];
      for (const one of refused) expect((await failureOf(one)).code).toBe("FORBIDDEN");
      expect(served.audited).toHaveLength(1);
    } finally {
      await served.stop();
    }
  });

  it.each(["writeMode.open", "runbooks.run", "notify.switch", "incidents.open"])("%s is an operator's", (name) => {
    expect(new Map(Object.entries(contract)).get(name)?.role).toBe("operator");
  });
});
