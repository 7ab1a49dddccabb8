import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSshdLab, hasSshd, type Sshd, type SshdLab } from "../../harness/sshd.ts";
import { createClient, failureOf, hostBlock, reached, workspaceHost } from "../../harness/sshService.ts";
import { until } from "../../harness/until.ts";

const exec = { operation: "test", timeoutMs: 5000 };

describe.skipIf(!hasSshd())("jump hosts", () => {
  let lab: SshdLab;
  let bastion: Sshd;
  let middle: Sshd;
  let targets: readonly Sshd[] = [];
  let config = "";

  beforeAll(async () => {
    lab = createSshdLab();
    targets = await Promise.all([lab.start(), lab.start(), lab.start()]);
    const [first, second] = targets;
    middle = await lab.start();
    bastion = await lab.start({
      config: [`PermitOpen 127.0.0.1:${first?.port} 127.0.0.1:${second?.port} 127.0.0.1:${middle.port}`],
    });
    const all = [bastion, middle, ...targets];
    lab.write("known_hosts", all.map((server) => lab.knownHostsLine(server)).join(""));
    config = [
      hostBlock(lab, "bastion", bastion),
      hostBlock(lab, "middle", middle),
      ...targets.map((server, index) => hostBlock(lab, `gpu${index + 1}`, server, ["ProxyJump bastion"])),
      hostBlock(lab, "far", targets[2] ?? middle, ["ProxyJump bastion,middle"]),
      hostBlock(lab, "spelled", targets[0] ?? middle, [`ProxyJump ${"root"}@127.0.0.1:${bastion.port}`]),
      hostBlock(lab, "127.0.0.1", bastion),
      hostBlock(lab, "ring1", middle, ["ProxyJump ring2"]),
      hostBlock(lab, "ring2", middle, ["ProxyJump ring1"]),
    ].join("\n");
  });
  afterAll(() => lab.stop());

  const accepted = (server: Sshd) => server.log().match(/Accepted publickey/g)?.length ?? 0;

  it("reaches several hosts over one connection at the bastion, which ends with the last of them", async () => {
    const { ssh } = createClient(lab, { config });
    const before = accepted(bastion);
    const connections = await Promise.all(["gpu1", "gpu2", "gpu1"].map((name) => ssh.connect(workspaceHost(name), {})));
    for (const connection of connections) {
      expect(connection.via).toEqual(["bastion"]);
      expect((await connection.exec("echo here", exec)).stdout).toBe("here\n");
    }
    expect(accepted(bastion) - before).toBe(1);
    const ended = () => bastion.log().match(/Disconnected from user/g)?.length ?? 0;
    const endedBefore = ended();
    connections[0]?.close();
    connections[1]?.close();
    await until(() => connections[0]?.closed === true && connections[1]?.closed === true);
    expect((await connections[2]?.exec("echo still", exec))?.stdout).toBe("still\n");
    connections[2]?.close();
    await until(() => ended() === endedBefore + 1);
    ssh.dispose();
  });

  it("tells a bastion that does not allow the target", async () => {
    const { ssh } = createClient(lab, { config });
    const failure = await failureOf(ssh.connect(workspaceHost("gpu3"), {}));
    expect(failure.code).toBe("SSH_FORWARD_REFUSED");
    expect(failure.message).toContain("bastion");
    ssh.dispose();
  });

  it.each(["ssh2", "system"] as const)("goes over two hops, each with its own key (%s)", async (transport) => {
    const { ssh } = createClient(lab, { config });
    const connection = await ssh.connect(workspaceHost("far", { transport }), {});
    expect(connection.via).toEqual(["bastion", "middle"]);
    expect((await connection.exec("echo far", exec)).stdout).toBe("far\n");
    ssh.dispose();
  });

  it.each(["ssh2", "system"] as const)(
    "names the hop whose key is new and connects once it is trusted (%s)",
    async (transport) => {
      const blank = lab.path(`known_${transport}`);
      const known = [bastion, ...targets].map((server) => lab.knownHostsLine(server)).join("");
      lab.write(`known_${transport}`, known);
      const { ssh } = createClient(lab, { config: config.replaceAll(lab.path("known_hosts"), blank) });
      const links = ["far", "far"].map((name) => ssh.link(workspaceHost(name, { transport })));
      for (const link of links) {
        const { reason } = await reached(link, "stopped");
        if (reason.kind !== "hostKeyUnknown") throw new Error(reason.kind);
        expect(reason.hop).toBe("middle");
        if (link === links.at(-1))
          await ssh.trustHostKey({
            host: "far",
            hop: "middle",
            fingerprint: reason.offered.fingerprint,
            remember: true,
          });
      }
      for (const link of links) await reached(link, "connected");
      ssh.dispose();
    },
  );

  it("asks about a shared hop's key for every host behind it; one answer is enough for all", async () => {
    const known = lab.write("known_shared", targets.map((server) => lab.knownHostsLine(server)).join(""));
    const { ssh } = createClient(lab, { config: config.replaceAll(lab.path("known_hosts"), known) });
    const links = ["gpu1", "gpu2"].map((name) => ssh.link(workspaceHost(name)));
    const reasons = await Promise.all(links.map(async (link) => (await reached(link, "stopped")).reason));
    expect(reasons.map((reason) => (reason.kind === "hostKeyUnknown" ? reason.hop : reason.kind))).toEqual([
      "bastion",
      "bastion",
    ]);
    const [, second] = reasons;
    const fingerprint = second?.kind === "hostKeyUnknown" ? second.offered.fingerprint : "";
    await ssh.trustHostKey({ host: "gpu2", hop: "bastion", fingerprint, remember: false });
    for (const link of links) await reached(link, "connected");
    ssh.dispose();
  });

  it("understands user@host:port as a jump host, and workspace fields over the configuration", async () => {
    const { ssh } = createClient(lab, { config });
    expect((await ssh.connect(workspaceHost("spelled"), {})).via).toEqual([`root@[127.0.0.1]:${bastion.port}`]);
    const port = targets[1]?.port ?? 0;
    const overridden = workspaceHost("gpu1", { port, jump: ["middle"], user: "root", address: "127.0.0.1" });
    for (const transport of ["ssh2", "system"] as const) {
      const connection = await ssh.connect({ ...overridden, transport }, {});
      expect(connection.via).toEqual(["middle"]);
      const { stdout } = await connection.exec('echo "$SSH_CONNECTION"', exec);
      expect(stdout.trim().split(" ").at(-1)).toBe(String(port));
    }
    ssh.dispose();
  });

  it("refuses a circle", async () => {
    const { ssh } = createClient(lab, { config });
    const link = ssh.link(workspaceHost("ring1"));
    const { reason } = await reached(link, "stopped");
    expect(reason).toMatchObject({ kind: "configuration", error: { code: "SSH_CONFIG" } });
    ssh.dispose();
  });

  it("does not fail one host's attempt because another gave up on the same hop", async () => {
    const { ssh } = createClient(lab, { config });
    const impatient = new AbortController();
    const first = failureOf(ssh.connect(workspaceHost("gpu1"), { signal: impatient.signal }));
    const second = ssh.connect(workspaceHost("gpu2"), {});
    setTimeout(() => impatient.abort(), 30);
    await first.catch(() => {});
    expect((await second).closed).toBe(false);
    ssh.dispose();
  });
});
