import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSshdLab, hasSshd, type Sshd, type SshdLab } from "../../harness/sshd.ts";
import { createClient, failureOf, hostBlock, reached, workspaceHost } from "../../harness/sshService.ts";

const exec = { operation: "test", timeoutMs: 5000 };

function fingerprintOf(file: string): string {
  return execFileSync("ssh-keygen", ["-lf", file], { encoding: "utf8" }).split(" ")[1] ?? "";
}

describe.skipIf(!hasSshd())("host keys", () => {
  let lab: SshdLab;
  let server: Sshd;
  let other = "";

  beforeAll(async () => {
    lab = createSshdLab();
    server = await lab.start();
    other = lab.keyPair("another");
  });
  beforeEach(() => lab.write("known_hosts", ""));
  afterAll(() => lab.stop());

  const keyLine = (file: string, host = `[127.0.0.1]:${server.port}`) => {
    const [type, key] = readFileSync(`${file}.pub`, "utf8").split(" ");
    return `${host} ${type} ${key}\n`;
  };

  describe.each(["ssh2", "system"] as const)("over %s", (transport) => {
    const host = workspaceHost("gpu", { transport });
    const client = () => createClient(lab, { config: hostBlock(lab, "gpu", server) });

    it.each([true, false])(
      "an unknown key is a question, and connects when trusted (remember: %s)",
      async (remember) => {
        const { ssh } = client();
        const link = ssh.link(host);
        const { reason } = await reached(link, "stopped");
        const fingerprint = fingerprintOf(`${server.hostKey}.pub`);
        expect(reason).toMatchObject({
          kind: "hostKeyUnknown",
          hop: "gpu",
          address: `127.0.0.1:${server.port}`,
          offered: { fingerprint, type: "ssh-ed25519", bits: 256 },
        });
        const wrong = { host: "gpu", hop: "gpu", fingerprint: fingerprintOf(`${other}.pub`), remember };
        expect((await failureOf(ssh.trustHostKey(wrong))).code).toBe("CONFLICT");
        expect(readFileSync(lab.path("known_hosts"), "utf8")).toBe("");
        await ssh.trustHostKey({ host: "gpu", hop: "gpu", fingerprint, remember });
        const { authentication } = await reached(link, "connected");
        expect(authentication).toContain("publickey");
        expect(readFileSync(lab.path("known_hosts"), "utf8")).toBe(remember ? keyLine(server.hostKey) : "");
        ssh.dispose();
      },
    );

    it("a changed key stops, cannot be trusted and stays refused on retry", async () => {
      lab.write("known_hosts", `# team\n${keyLine(other)}`);
      const { ssh } = client();
      const link = ssh.link(host);
      const { reason } = await reached(link, "stopped");
      expect(reason).toMatchObject({
        kind: "hostKeyChanged",
        file: lab.path("known_hosts"),
        line: 2,
        stored: { fingerprint: fingerprintOf(`${other}.pub`) },
        offered: { fingerprint: fingerprintOf(`${server.hostKey}.pub`) },
      });
      const request = { host: "gpu", hop: "gpu", fingerprint: fingerprintOf(`${server.hostKey}.pub`), remember: true };
      expect((await failureOf(ssh.trustHostKey(request))).code).toBe("NOT_FOUND");
      link.retry();
      expect((await reached(link, "stopped")).reason.kind).toBe("hostKeyChanged");
      expect(readFileSync(lab.path("known_hosts"), "utf8")).toBe(`# team\n${keyLine(other)}`);
      ssh.dispose();
    });

    it("a key of another type on file is a changed key", async () => {
      const rsa = lab.keyPair(`rsa_${transport}`, { type: "rsa", bits: 2048 });
      lab.write("known_hosts", keyLine(rsa));
      const { ssh } = client();
      expect((await failureOf(ssh.connect(host, {}))).code).toBe("SSH_HOST_KEY_CHANGED");
      ssh.dispose();
    });

    it("a revoked key is refused although it is also on file", async () => {
      lab.write("known_hosts", `${keyLine(server.hostKey)}@revoked ${keyLine(server.hostKey, "*")}`);
      const { ssh } = client();
      const link = ssh.link(host);
      expect((await reached(link, "stopped")).reason).toMatchObject({ kind: "hostKeyRevoked", hop: "gpu" });
      ssh.dispose();
    });

    it("hashed names are found", async () => {
      lab.write("known_hosts", keyLine(server.hostKey));
      execFileSync("ssh-keygen", ["-q", "-H", "-f", lab.path("known_hosts")], { stdio: "ignore" });
      expect(readFileSync(lab.path("known_hosts"), "utf8")).toMatch(/^\|1\|/);
      const { ssh } = client();
      const connection = await ssh.connect(host, {});
      expect((await connection.exec("echo yes", exec)).stdout).toBe("yes\n");
      expect(connection.hostKeyFingerprint).toBe(fingerprintOf(`${server.hostKey}.pub`));
      ssh.dispose();
    });

    it("HostKeyAlias names the entry, without the port", async () => {
      lab.write("known_hosts", keyLine(server.hostKey, "rack7"));
      const config = hostBlock(lab, "gpu", server, ["HostKeyAlias rack7"]);
      const { ssh } = createClient(lab, { config });
      expect((await ssh.connect(host, {})).closed).toBe(false);
      ssh.dispose();
    });

    it("an unreadable file is a failure, never an unknown host", async () => {
      const folder = lab.path("folder");
      execFileSync("mkdir", ["-p", folder]);
      chmodSync(folder, 0o700);
      const config = hostBlock(lab, "gpu", server).replace(lab.path("known_hosts"), folder);
      const { ssh } = createClient(lab, { config });
      expect((await failureOf(ssh.connect(host, {}))).code).toBe("SSH_CONFIG");
      ssh.dispose();
    });
  });

  it("asks for the type on file first, so that a server with several keys does not look changed", async () => {
    const rsa = lab.keyPair("second", { type: "rsa", bits: 2048 });
    const both = await lab.start({ config: [`HostKey ${rsa}`] });
    lab.write("known_hosts", keyLine(rsa, `[127.0.0.1]:${both.port}`));
    const { ssh } = createClient(lab, { config: hostBlock(lab, "gpu", both) });
    expect((await ssh.connect(workspaceHost("gpu"), {})).hostKeyFingerprint).toBe(fingerprintOf(`${rsa}.pub`));
    ssh.dispose();
  });

  it("tells with an unknown key how far its server is", async () => {
    const { ssh } = createClient(lab, { config: hostBlock(lab, "gpu", server) });
    await expect(ssh.connect(workspaceHost("gpu"), {})).rejects.toMatchObject({
      code: "SSH_HOST_KEY_UNKNOWN",
      detail: { hop: "gpu", rttMs: expect.toSatisfy((ms) => ms > 0 && ms < 5000) },
    });
    ssh.dispose();
  });

  it("is verified again when the server asks for new keys, without a question", async () => {
    const rekeying = await lab.start({ config: ["RekeyLimit 1M", "LogLevel DEBUG1"] });
    lab.write("known_hosts", lab.knownHostsLine(rekeying));
    const { ssh, questions } = createClient(lab, { config: hostBlock(lab, "gpu", rekeying) });
    const connection = await ssh.connect(workspaceHost("gpu"), {});
    const megabytes = 12;
    const command = `head -c ${megabytes * 2 ** 20} /dev/zero`;
    const result = await connection.exec(command, { operation: "flood", timeoutMs: 20_000, maxBytes: 2 ** 24 });
    expect(result.stdout.length).toBe(megabytes * 2 ** 20);
    expect(rekeying.log().match(/rekey/gi)?.length ?? 0).toBeGreaterThan(5);
    expect(await connection.ping(2000)).toBeGreaterThan(0);
    expect(questions).toEqual([]);
    ssh.dispose();
  });
});
