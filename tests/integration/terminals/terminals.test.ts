import { afterEach, describe, expect, it } from "vitest";
import type { TerminalTarget } from "../../../shared/domain/terminal/target.ts";
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
