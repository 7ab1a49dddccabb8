import { once } from "node:events";
import { existsSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { TerminalProcess } from "../../../electron/services/openPty.ts";
import type { SshConnection, SshService } from "../../../electron/services/ssh/types.ts";
import { createSshdLab, cutConnections, hasSshd, type Sshd, type SshdLab } from "../../harness/sshd.ts";
import { createClient, failureOf, hostBlock, workspaceHost } from "../../harness/sshService.ts";
import { readTerminal } from "../../harness/terminalText.ts";

const size = { columns: 100, rows: 30 };
const plain = { exitCode: 0, signal: null };

describe.skipIf(!hasSshd()).each(["ssh2", "system"] as const)("a terminal on a real server, by %s", (transport) => {
  let lab: SshdLab;
  let server: Sshd;
  let ssh: SshService;
  const open = new Set<{ close(): void }>();
  const shells = new Set<TerminalProcess>();

  beforeAll(async () => {
    lab = createSshdLab();
    server = await lab.start();
  });
  afterEach(() => {
    for (const shell of shells) shell.dispose();
    for (const connection of open) connection.close();
    shells.clear();
    open.clear();
    ssh.dispose();
  });
  afterAll(() => lab.stop());

  async function connect(to: Sshd = server): Promise<SshConnection> {
    lab.write("known_hosts", lab.knownHostsLine(to));
    ({ ssh } = createClient(lab, { config: hostBlock(lab, "lab", to) }));
    const connection = await ssh.connect(workspaceHost("lab", { transport }), {});
    open.add(connection);
    return connection;
  }

  async function terminal(connection: SshConnection, command: string | null) {
    const process = await connection.terminal(command, { size });
    shells.add(process);
    return { process, shown: readTerminal(process) };
  }

  it("runs the login shell on a terminal of the size that was told", async () => {
    const { process, shown } = await terminal(await connect(), null);
    await shown.type("stty size; tty; echo TERM=$TERM\r");
    await shown.until(/\b30 100\r\n\/dev\/pts\/\d+\r\nTERM=xterm-256color/);
    await shown.type("exit 3\r");
    await expect(process.exit).resolves.toEqual({ exitCode: 3, signal: null });
  });

  it("tells a new size to the program", async () => {
    const { process, shown } = await terminal(
      await connect(),
      "trap 'stty size' WINCH; echo ready; while :; do sleep 0.1; done",
    );
    await shown.until(/ready/);
    process.resize({ columns: 132, rows: 43 });
    await shown.until(/43 132/);
  });

  it("carries any byte and any character", async () => {
    const { shown } = await terminal(await connect(), "exec cat -v");
    await shown.type("Grüße 你好\u0001\r");
    await shown.until(/\^A/);
    const { shown: echo } = await terminal(await connect(), "stty -echo; exec head -1");
    await echo.type("Grüße 你好\r");
    await echo.until(/Grüße 你好/);
  });

  it.skipIf(!existsSync("/usr/bin/fish"))("works with fish", async () => {
    const { process, shown } = await terminal(await connect(), "exec fish --no-config");
    await shown.type("echo (math 6 \\* 7)\r");
    await shown.until(/\b42\b/);
    await shown.type("exit\r");
    await expect(process.exit).resolves.toEqual(plain);
  });

  it("holds a flood back while nobody takes it, and stops it on Ctrl+C", async () => {
    const connection = await connect();
    const { process, shown } = await terminal(connection, "exec sh");
    await shown.type("yes\r");
    await shown.until(/(y\r\n){100}/);
    process.pause();
    await connection.ping(10_000);
    const before = shown.bytes;
    await connection.ping(10_000);
    await connection.ping(10_000);
    expect(shown.bytes).toBe(before);
    process.resume();
    await shown.type("\u0003");
    await shown.type("echo st''opped\r");
    await shown.until(/stopped/);
  });

  it("delivers every byte of what is printed before the end", async () => {
    const { process, shown } = await terminal(
      await connect(),
      "stty -opost; head -c 3000000 /dev/zero | tr '\\0' x; exit 4",
    );
    await expect(process.exit).resolves.toEqual({ exitCode: 4, signal: null });
    expect(shown.bytes).toBe(3_000_000);
  });

  it("hangs its programs up when it is closed", async () => {
    const connection = await connect();
    const { process, shown } = await terminal(connection, "echo pid=$$; exec sleep 600");
    const [, pid = ""] = await shown.until(/pid=(\d+)\r\n/);
    process.dispose();
    await process.exit;
    await expect
      .poll(async () => (await connection.exec(`kill -0 ${pid}`, { operation: "look", timeoutMs: 5000 })).exitCode)
      .toBe(1);
  });

  it("ends when the connection is cut under it", async () => {
    const connection = await connect();
    const { process, shown } = await terminal(connection, "echo rea''dy; exec sleep 600");
    await shown.until(/ready/);
    cutConnections(server);
    const { exitCode } = await process.exit;
    expect(exitCode === null || exitCode === 255).toBe(true);
    await expect.poll(() => connection.closed).toBe(true);
  });

  it("leaves a channel for commands, and says so when it would not", async () => {
    const connection = await connect();
    const first = await terminal(connection, "exec cat");
    const second = await terminal(connection, "exec cat");
    const failure = await failureOf(connection.terminal(null, { size }));
    expect(failure.code).toBe("SSH_CHANNEL_REFUSED");
    expect((await connection.exec("echo still", { operation: "look", timeoutMs: 5000 })).stdout).toBe("still\n");
    second.process.dispose();
    await second.process.exit;
    await first.shown.type("again\r");
    await first.shown.until(/again/);
  });

  it("is refused where the server allows one session, which stays free for commands", async () => {
    const narrow = await lab.start({ config: ["MaxSessions 1"] });
    const connection = await connect(narrow);
    const running = await connection.start("echo up; exec cat", { operation: "collect" });
    // The session is taken once its program prints.
    await once(running.stdout, "data");
    const failure = await failureOf(connection.terminal(null, { size }));
    expect(failure.code).toBe("SSH_CHANNEL_REFUSED");
    running.stdout.resume();
    running.stderr.resume();
    running.dispose();
    await running.exit;
    expect((await connection.exec("echo still", { operation: "look", timeoutMs: 15_000 })).stdout).toBe("still\n");
  });
});
