import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startChild } from "../../harness/childProcess.ts";
import { childrenOf, createSshdLab, hasSshd, localUser, type Sshd, type SshdLab } from "../../harness/sshd.ts";
import { createClient, failureOf, hostBlock, type Question, reached, workspaceHost } from "../../harness/sshService.ts";
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

  describe("a security key that waits for a touch", () => {
    /** An `ssh` before the real one that waits as OpenSSH does for a key of FIDO: a notice, ended by a signal. */
    function touchy() {
      const bin = mkdtempSync(join(lab.folder, "touch-"));
      const touched = join(bin, "touched");
      const lines = [
        "#!/bin/sh",
        'case " $* " in *" -M "*)',
        '  SSH_ASKPASS_PROMPT=none "$SSH_ASKPASS" "Confirm user presence for key ED25519-SK SHA256:abc" & notice=$!',
        `  while [ ! -e ${touched} ]; do sleep 0.02; done`,
        "  kill -TERM $notice; wait $notice;;",
        "esac",
        'exec /usr/bin/ssh "$@"',
      ];
      writeFileSync(join(bin, "ssh"), `${lines.join("\n")}\n`, { mode: 0o755 });
      const seen: { question: Question; over: boolean }[] = [];
      const { ssh } = createClient(lab, {
        config: hostBlock(lab, "gpu", server),
        environment: { PATH: `${bin}:${process.env.PATH}` },
        overrides: {
          prompter: {
            ask: (question, signal) =>
              new Promise((resolve) => {
                const entry = { question, over: false };
                seen.push(entry);
                signal.addEventListener("abort", () => {
                  entry.over = true;
                  resolve(null);
                });
                if (refuses) resolve(null);
              }),
          },
        },
      });
      let refuses = false;
      return {
        ssh,
        seen,
        touch: () => writeFileSync(touched, ""),
        refuse: () => {
          refuses = true;
        },
      };
    }

    it("is told until it was touched, then the connection stands", async () => {
      const { ssh, seen, touch } = touchy();
      const attempt = ssh.connect(workspaceHost("gpu", { transport: "system" }), {});
      await until(() => seen.length === 1);
      expect(seen[0]?.question).toEqual({
        host: "gpu",
        hop: "gpu",
        title: "Touch your security key",
        instructions: "Confirm user presence for key ED25519-SK SHA256:abc",
        fields: [],
      });
      expect(seen[0]?.over).toBe(false);
      touch();
      await until(() => seen[0]?.over === true);
      expect((await attempt).transport).toBe("system");
      expect(seen).toHaveLength(1);
      ssh.dispose();
    });

    it("is not waited for when the person gives up: nothing is retried", async () => {
      const { ssh, seen, refuse } = touchy();
      refuse();
      const link = ssh.link(workspaceHost("gpu", { transport: "system" }));
      expect((await reached(link, "stopped")).reason.kind).toBe("authFailed");
      expect(seen).toHaveLength(1);
      ssh.dispose();
    });
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

  it.each([
    ["a ProxyCommand", ["ProxyCommand nc %h %p"], {}, "ProxyCommand"],
    ["its own wish", [], { transport: "system" }, 'transport "system"'],
  ] as const)("on Windows, where it cannot be driven, %s is a clear refusal", async (_title, lines, more, named) => {
    const config = hostBlock(lab, "gpu", server, lines);
    const { ssh } = createClient(lab, { config, overrides: { platform: "win32" } });
    const failure = await failureOf(ssh.connect(workspaceHost("gpu", more), {}));
    expect(failure).toMatchObject({ code: "SSH_CONFIG", message: expect.stringContaining(named) });
    expect(failure.message).toContain("Windows");
    ssh.dispose();
    const { ssh: plain } = createClient(lab, {
      config: hostBlock(lab, "gpu", server),
      overrides: { platform: "win32" },
    });
    expect((await plain.connect(host, {})).transport).toBe("ssh2");
    plain.dispose();
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
    // What the tests before left to end is not counted.
    const old = new Set(childrenOf(server.process.pid ?? 0));
    const served = () => childrenOf(server.process.pid ?? 0).filter((pid) => !old.has(pid));
    const before = folders();
    const dying = await startChild([process.execPath, script, config, lab.folder], /^connected/);
    expect(served()).toHaveLength(1);
    dying.process.kill("SIGKILL");
    await until(() => served().length === 0 && folders() === before);
  });
});
