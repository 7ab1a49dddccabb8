import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  childrenOf,
  createSshdLab,
  endProcess,
  freePort,
  hasSshd,
  type Sshd,
  type SshdLab,
} from "../../harness/sshd.ts";
import { startProxy } from "../../harness/sshProxy.ts";
import { createClient, failureOf, hostBlock, reached, workspaceHost } from "../../harness/sshService.ts";
import { until } from "../../harness/until.ts";

const exec = { operation: "test", timeoutMs: 5000 };

describe.skipIf(!hasSshd())("a connection", () => {
  let lab: SshdLab;
  let server: Sshd;
  let single: Sshd;
  let noForwarding: Sshd;
  let echo: Server;
  let echoPort = 0;
  let idle: readonly string[] = [];
  const resources = () =>
    process
      .getActiveResourcesInfo()
      .filter((kind) => /TCP|Process|FSEvent/.test(kind))
      .sort();

  beforeAll(async () => {
    lab = createSshdLab();
    const banner = lab.write("banner", "*** production ***\n");
    server = await lab.start({ config: [`Banner ${banner}`] });
    single = await lab.start({ config: ["MaxSessions 1"] });
    noForwarding = await lab.start({ config: ["AllowTcpForwarding no"] });
    lab.write("known_hosts", [server, single, noForwarding].map((each) => lab.knownHostsLine(each)).join(""));
    echo = createServer((socket) => socket.pipe(socket));
    await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
    const address = echo.address();
    echoPort = address && typeof address === "object" ? address.port : 0;
    idle = resources();
  });
  afterAll(async () => {
    echo.close();
    await lab.stop();
  });

  async function connected(to: Sshd, transport: "ssh2" | "system") {
    const { ssh } = createClient(lab, { config: hostBlock(lab, "gpu", to) });
    return { ssh, connection: await ssh.connect(workspaceHost("gpu", { transport }), {}) };
  }

  it("is made by another configuration once that is named, but not again where it was ended", async () => {
    const right = lab.write("right.conf", hostBlock(lab, "gpu", server) + hostBlock(lab, "left", server));
    const nowhere = `Port ${await freePort()}\nUserKnownHostsFile ${lab.path("known_hosts")}\n`;
    const { ssh } = createClient(lab, { config: `Host *\n  HostName 127.0.0.1\n  ${nowhere}` });
    const [link, left] = [ssh.link(workspaceHost("gpu")), ssh.link(workspaceHost("left"))];
    await reached(link, "waiting");
    left.stop();
    ssh.configure({ configFile: right, defaultTransport: "auto" });
    await reached(link, "connected");
    expect(left.state.kind).toBe("stopped");
    ssh.dispose();
  });

  describe.each(["ssh2", "system"] as const)("over %s", (transport) => {
    it("runs commands with input, streams and both outputs, and ends what takes too long or says too much", async () => {
      const { ssh, connection } = await connected(server, transport);
      expect(connection.transport).toBe(transport);
      expect(await connection.exec("cat; exit 4", { ...exec, stdin: "päper\n" })).toMatchObject({
        stdout: "päper\n",
        exitCode: 4,
      });
      const slow = failureOf(connection.exec("sleep 60", { operation: "slow", timeoutMs: 300 }));
      expect((await slow).code).toBe("SSH_TIMEOUT");
      const loud = failureOf(connection.exec("head -c 300000 /dev/zero", { ...exec, maxBytes: 1000 }));
      expect((await loud).code).toBe("LIMIT");
      const stopper = new AbortController();
      const cancelled = failureOf(connection.exec("sleep 60", { ...exec, signal: stopper.signal }));
      setTimeout(() => stopper.abort(), 100);
      expect((await cancelled).code).toBe("CANCELLED");
      const stream = await connection.start("cat; exit 7", { operation: "stream" });
      let text = "";
      stream.stdout.on("data", (chunk: Buffer) => {
        text += chunk.toString("utf8");
      });
      stream.stderr.resume();
      stream.stdin.end("hello");
      expect((await stream.exit).exitCode).toBe(7);
      expect(text).toBe("hello");
      expect(await connection.ping(3000)).toBeGreaterThan(0);
      ssh.dispose();
    });

    it("forwards, and tells a closed port from forwarding that is not allowed", async () => {
      const { ssh, connection } = await connected(server, transport);
      const stream = await connection.forward("127.0.0.1", echoPort, { timeoutMs: 3000 });
      const answer = new Promise<string>((resolve) =>
        stream.once("data", (chunk: Buffer) => resolve(chunk.toString())),
      );
      stream.write("ping");
      expect(await answer).toBe("ping");
      stream.destroy();
      const closed = await freePort();
      expect((await failureOf(connection.forward("127.0.0.1", closed, { timeoutMs: 3000 }))).code).toBe("SSH_REFUSED");
      ssh.dispose();
      const other = await connected(noForwarding, transport);
      const refused = failureOf(other.connection.forward("127.0.0.1", echoPort, { timeoutMs: 3000 }));
      expect((await refused).code).toBe("SSH_FORWARD_REFUSED");
      expect((await other.connection.exec("echo fine", exec)).stdout).toBe("fine\n");
      other.ssh.dispose();
    });

    it("does not hang on a server that allows one session", async () => {
      const { ssh, connection } = await connected(single, transport);
      const stream = await connection.start("cat", { operation: "stream" });
      stream.stdout.resume();
      stream.stderr.resume();
      await new Promise((resolve) => setTimeout(resolve, 300));
      const blocked = await failureOf(connection.exec("echo no", { operation: "blocked", timeoutMs: 800 }));
      expect(blocked.code).toBe("SSH_CHANNEL_REFUSED");
      const patient = { operation: "test", timeoutMs: 15_000 };
      const waiting = connection.exec("echo yes", patient);
      setTimeout(() => stream.stdin.end(), 200);
      expect((await waiting).stdout).toBe("yes\n");
      const several = await Promise.all([1, 2, 3, 4, 5].map((n) => connection.exec(`echo ${n}`, patient)));
      expect(several.map(({ stdout }) => stdout)).toEqual(["1\n", "2\n", "3\n", "4\n", "5\n"]);
      ssh.dispose();
    });

    it("rejects what was running when the connection is lost, and reconnects by itself", async () => {
      const { ssh } = createClient(lab, { config: hostBlock(lab, "gpu", server) });
      const link = ssh.link(workspaceHost("gpu", { transport }));
      await reached(link, "connected");
      const before = link.connection;
      const running = failureOf(before?.exec("sleep 60", exec) ?? Promise.resolve());
      const stream = await before?.start("sleep 60", { operation: "stream" });
      stream?.stdout.resume();
      stream?.stderr.resume();
      await new Promise((resolve) => setTimeout(resolve, 200));
      for (const pid of childrenOf(server.process.pid ?? 0)) endProcess(pid);
      expect((await running).code).toBe("SSH_CLOSED");
      await stream?.exit;
      await reached(link, "waiting");
      await reached(link, "connected");
      expect(link.connection).not.toBe(before);
      expect((await link.connection?.exec("echo back", exec))?.stdout).toBe("back\n");
      ssh.dispose();
    });

    it("finds out about silence when it is suspected", async () => {
      const proxy = await startProxy(server.port);
      const known = lab.write(`known_proxy_${transport}`, lab.knownHostsLine(server, `[127.0.0.1]:${proxy.port}`));
      const config = hostBlock(lab, "gpu", { ...server, port: proxy.port }).replace(lab.path("known_hosts"), known);
      const { ssh } = createClient(lab, { config });
      const link = ssh.link(workspaceHost("gpu", { transport }));
      await reached(link, "connected");
      await until(() => link.state.kind === "connected" && link.state.rttMs !== null);
      proxy.freeze();
      link.suspect("no data for 5 s");
      link.suspect("no data for 5 s");
      const { error } = await reached(link, "waiting", 5000);
      expect(error.message).toContain("no data for 5 s");
      proxy.thaw();
      await reached(link, "connected");
      ssh.dispose();
      proxy.close();
    });

    it("leaves nothing behind, and neither did the tests before", async () => {
      const { ssh, connection } = await connected(server, transport);
      const link = ssh.link(workspaceHost("gpu", { transport }));
      await reached(link, "connected");
      await connection.exec("true", exec);
      ssh.dispose();
      await until(() => connection.closed);
      await until(() => childrenOf(server.process.pid ?? 0).length === 0);
      await until(() => resources().length === idle.length).catch(() => {});
      expect(resources()).toEqual(idle);
    });
  });

  it("keeps a server's banner apart from answers", async () => {
    const { ssh, connection } = await connected(server, "ssh2");
    expect(await connection.exec("echo answer", exec)).toMatchObject({ stdout: "answer\n", stderr: "" });
    ssh.dispose();
  });

  it.each([
    ["MACs hmac-sha1", "Ciphers aes128-ctr"],
    ["KexAlgorithms diffie-hellman-group14-sha1", "Ciphers aes128-gcm@openssh.com"],
    ["Ciphers aes128-cbc", "MACs hmac-sha2-256"],
    ["HostKeyAlgorithms ssh-rsa", "Ciphers aes128-gcm@openssh.com"],
  ])("is not talked down to %s", async (...config) => {
    const weak = await lab.start({ config, hostKeyType: config[0]?.startsWith("HostKey") ? "rsa" : "ed25519" });
    const known = lab.write(`known_weak_${weak.port}`, lab.knownHostsLine(weak));
    const { ssh, questions } = createClient(lab, {
      config: hostBlock(lab, "gpu", weak).replace(lab.path("known_hosts"), known),
    });
    expect((await failureOf(ssh.connect(workspaceHost("gpu"), {}))).code).toBe("SSH_HANDSHAKE");
    expect(questions).toEqual([]);
    ssh.dispose();
  });

  it.each(["ssh2", "system"] as const)("gives up on a server that never says a word (%s)", async (transport) => {
    const mute = createServer(() => {});
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    const address = mute.address();
    const port = address && typeof address === "object" ? address.port : 0;
    const { ssh } = createClient(lab, { config: hostBlock(lab, "gpu", { ...server, port }, ["ConnectTimeout 1"]) });
    const startedMs = performance.now();
    expect((await failureOf(ssh.connect(workspaceHost("gpu", { transport }), {}))).code).toBe("SSH_TIMEOUT");
    expect(performance.now() - startedMs).toBeLessThan(4000);
    ssh.dispose();
    mute.close();
  });

  it("tells a refused port, an unknown name and a service that is not SSH", async () => {
    const closed = await freePort();
    const web = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
    const address = web.address();
    const webPort = address && typeof address === "object" ? address.port : 0;
    const { ssh } = createClient(lab, { config: hostBlock(lab, "gpu", server) });
    const codeOf = async (more: Partial<Parameters<typeof workspaceHost>[1]>) =>
      (await failureOf(ssh.connect(workspaceHost("gpu", more), {}))).code;
    expect(await codeOf({ port: closed })).toBe("SSH_REFUSED");
    expect(await codeOf({ address: "no-such-host.invalid" })).toBe("SSH_UNREACHABLE");
    expect(await codeOf({ port: webPort })).toMatch(/SSH_(HANDSHAKE|CLOSED)/);
    expect(await codeOf({ port: closed, transport: "system" })).toBe("SSH_REFUSED");
    expect(await codeOf({ address: "no-such-host.invalid", transport: "system" })).toBe("SSH_UNREACHABLE");
    expect(await codeOf({ address: "-oProxyCommand=touch /tmp/x" })).toBe("SSH_CONFIG");
    expect(await codeOf({ user: "-l root" })).toBe("SSH_CONFIG");
    ssh.dispose();
    web.close();
  });
});
