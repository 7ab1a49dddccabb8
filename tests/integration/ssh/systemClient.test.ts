import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startChild } from "../../harness/childProcess.ts";
import { childrenOf, createSshdLab, hasSshd, localUser, type Sshd, type SshdLab } from "../../harness/sshd.ts";
import { createClient, failureOf, hostBlock, reached, workspaceHost } from "../../harness/sshService.ts";
import { until } from "../../harness/until.ts";

const exec = { operation: "test", timeoutMs: 10_000 };
const host = workspaceHost("gpu");

describe.skipIf(!hasSshd())("the system's client", () => {
  let lab: SshdLab;
  let server: Sshd;

  beforeAll(async () => {
    lab = createSshdLab();
    server = await lab.start();
    lab.write("known_hosts", lab.knownHostsLine(server));
  });
  afterAll(() => lab.stop());

  it("is chosen by itself for a certificate signed by an authority that the server trusts", async () => {
    const authority = lab.keyPair("user_ca");
    const key = lab.keyPair("id_certified");
    execFileSync("ssh-keygen", ["-q", "-s", authority, "-I", "engineer", "-n", localUser, `${key}.pub`]);
    const trusting = await lab.start({
      config: [`TrustedUserCAKeys ${authority}.pub`, "AuthorizedKeysFile none"],
    });
    appendFileSync(lab.path("known_hosts"), lab.knownHostsLine(trusting));
    const config = hostBlock(lab, "gpu", trusting).replace(lab.userKey, key);
    const { ssh } = createClient(lab, { config });
    expect((await ssh.resolve("gpu")).systemOnly).toBe("a user certificate");
    const connection = await ssh.connect(host, {});
    expect(connection.transport).toBe("system");
    expect(connection.serverVersion).toContain("OpenSSH");
    expect((await connection.exec("echo certified", exec)).stdout).toBe("certified\n");
    expect((await failureOf(ssh.connect(workspaceHost("gpu", { transport: "ssh2" }), {}))).code).toBe(
      "SSH_AUTH_FAILED",
    );
    ssh.dispose();
  });

  it("is chosen by itself for a host that only a certificate authority vouches for", async () => {
    const authority = lab.keyPair("host_ca");
    const hostKey = lab.keyPair("host_certified");
    execFileSync("ssh-keygen", ["-q", "-s", authority, "-I", "gpu", "-h", "-n", "127.0.0.1", `${hostKey}.pub`]);
    const certified = await lab.start({ hostKey, config: [`HostCertificate ${hostKey}-cert.pub`] });
    const [type, key] = readFileSync(`${authority}.pub`, "utf8").split(" ");
    const known = lab.write("known_ca", `@cert-authority [127.0.0.1]:* ${type} ${key}\n`);
    const config = hostBlock(lab, "gpu", certified).replace(lab.path("known_hosts"), known);
    const { ssh } = createClient(lab, { config });
    expect((await ssh.connect(host, {})).transport).toBe("system");
    ssh.dispose();
  });

  it("is chosen by itself for a ProxyCommand, which ssh2 is refused", async () => {
    const relay = `${process.execPath} -e 's=require("net").connect(%p,"%h");process.stdin.pipe(s).pipe(process.stdout)'`;
    const { ssh } = createClient(lab, { config: hostBlock(lab, "gpu", server, [`ProxyCommand ${relay}`]) });
    const connection = await ssh.connect(host, {});
    expect(connection.transport).toBe("system");
    expect((await connection.exec("echo relayed", exec)).stdout).toBe("relayed\n");
    const refused = await failureOf(ssh.connect(workspaceHost("gpu", { transport: "ssh2" }), {}));
    expect(refused).toMatchObject({ code: "SSH_CONFIG" });
    ssh.dispose();
  });

  it.each([
    ["right", ["open sesame"], null],
    ["wrong", ["wrong-secret"], "SSH_AUTH_FAILED"],
    ["refused", null, "SSH_AUTH_FAILED"],
  ])("asks for a passphrase (%s) and leaves the answer nowhere", async (_title, answers, code) => {
    const key = lab.keyPair(`id_locked_${_title}`, { passphrase: "open sesame" });
    appendFileSync(lab.path("authorized_keys"), readFileSync(`${key}.pub`));
    const config = hostBlock(lab, "gpu", server).replace(lab.userKey, key);
    const { ssh, questions } = createClient(lab, { config, answer: () => answers });
    const attempt = ssh.connect(workspaceHost("gpu", { transport: "system" }), {});
    if (code === null) expect((await attempt).authentication).toContain("publickey");
    else {
      const failure = await failureOf(attempt);
      expect(failure.code).toBe(code);
      expect(JSON.stringify(failure)).not.toContain("wrong-secret");
    }
    expect(questions[0]).toMatchObject({ host: "gpu", hop: "gpu" });
    expect(questions[0]?.fields[0]?.label).toContain(key);
    ssh.dispose();
  });

  it("says clearly that it is missing", async () => {
    const bin = mkdtempSync(join(lab.folder, "bin-"));
    for (const name of ["sh", "cat", "mktemp", "mkfifo", "mv", "rm"]) symlinkSync(`/bin/${name}`, join(bin, name));
    const { ssh } = createClient(lab, {
      config: hostBlock(lab, "gpu", server),
      environment: { PATH: bin },
    });
    // Without a client the configuration is still read, by our own means, and ssh2 connects.
    expect((await ssh.connect(host, {})).transport).toBe("ssh2");
    const failure = await failureOf(ssh.connect(workspaceHost("gpu", { transport: "system" }), {}));
    expect(failure.code).toBe("SSH_CONFIG");
    expect(failure.message).toContain("ssh client");
    ssh.dispose();
  });

  it("stops on a configuration the client rejects", async () => {
    const { ssh } = createClient(lab, { config: `${hostBlock(lab, "gpu", server)}\n  NoSuchKeyword yes\n` });
    const link = ssh.link(workspaceHost("gpu", { transport: "system" }));
    expect((await reached(link, "stopped")).reason).toMatchObject({
      kind: "configuration",
      error: { code: "SSH_CONFIG" },
    });
    ssh.dispose();
  });

  it("ends with us, and leaves no folder and no process", async () => {
    const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith("mwssh-"));
    const before = folders();
    const processes = childrenOf(process.pid).length;
    const { ssh } = createClient(lab, { config: hostBlock(lab, "gpu", server) });
    const connection = await ssh.connect(workspaceHost("gpu", { transport: "system" }), {});
    expect(folders().length).toBe(before.length + 1);
    const stream = await connection.start("cat", { operation: "stream" });
    connection.close();
    await stream.exit;
    await until(() => connection.closed);
    await until(() => folders().length === before.length);
    await until(() => childrenOf(process.pid).length === processes);
    ssh.dispose();
  });

  it("ends even when we are killed", async () => {
    const config = lab.write("dying.conf", hostBlock(lab, "gpu", server));
    const script = fileURLToPath(new URL("../../harness/sshDying.ts", import.meta.url));
    const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith("mwssh-")).length;
    // What the tests before left to end must not be counted.
    await until(() => childrenOf(server.process.pid ?? 0).length === 0);
    const before = folders();
    const dying = await startChild([process.execPath, script, config, lab.folder], /^connected/);
    expect(childrenOf(server.process.pid ?? 0).length).toBe(1);
    dying.process.kill("SIGKILL");
    await until(() => childrenOf(server.process.pid ?? 0).length === 0 && folders() === before);
  });
});
