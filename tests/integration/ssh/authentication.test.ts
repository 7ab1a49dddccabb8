import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSshdLab, hasSshd, type Sshd, type SshdLab, startAgent } from "../../harness/sshd.ts";
import { createClient, failureOf, hostBlock, reached, workspaceHost } from "../../harness/sshService.ts";

const user = `mwtest${process.pid}`;
const password = "correct horse";
const isRoot = process.getuid?.() === 0;
const host = workspaceHost("gpu");
const exec = { operation: "test", timeoutMs: 5000 };

describe.skipIf(!hasSshd())("signing in", () => {
  let lab: SshdLab;
  let server: Sshd;
  let encrypted = "";

  beforeAll(async () => {
    lab = createSshdLab();
    server = await lab.start();
    encrypted = lab.keyPair("id_encrypted", { passphrase: "open sesame" });
    appendFileSync(lab.path("authorized_keys"), readFileSync(`${encrypted}.pub`));
    lab.write("known_hosts", lab.knownHostsLine(server));
  });
  afterAll(() => lab.stop());

  it("uses a key file", async () => {
    const { ssh, questions } = createClient(lab, { config: hostBlock(lab, "gpu", server) });
    const connection = await ssh.connect(host, {});
    expect(connection).toMatchObject({ authentication: `publickey (${lab.userKey})`, transport: "ssh2", via: [] });
    expect(connection.serverVersion).toContain("OpenSSH");
    const fingerprint = execFileSync("ssh-keygen", ["-lf", `${server.hostKey}.pub`], { encoding: "utf8" }).split(
      " ",
    )[1];
    expect(connection.hostKeyFingerprint).toBe(fingerprint);
    expect(await connection.exec("echo out; echo err >&2; exit 3", exec)).toEqual({
      exitCode: 3,
      signal: null,
      stdout: "out\n",
      stderr: "err\n",
    });
    expect(questions).toEqual([]);
    ssh.dispose();
  });

  const withEncrypted = () =>
    hostBlock(lab, "gpu", server, [`IdentityFile ${encrypted}`]).replace(`  IdentityFile ${lab.userKey}\n`, "");

  it("asks for a passphrase once, whatever the number of hosts and connections", async () => {
    const { ssh, questions } = createClient(lab, { config: withEncrypted(), answer: () => ["open sesame"] });
    const all = await Promise.all([1, 2, 3].map(() => ssh.connect(host, {})));
    expect(all.map(({ authentication }) => authentication)).toEqual(Array(3).fill(`publickey (${encrypted})`));
    expect(questions).toHaveLength(1);
    expect(questions[0]).toMatchObject({ host: "gpu", hop: "gpu", title: `Passphrase for ${encrypted}` });
    ssh.dispose();
  });

  it("gives up after three wrong passphrases, and says nothing of them", async () => {
    const { ssh, questions } = createClient(lab, { config: withEncrypted(), answer: () => ["wrong-secret"] });
    const failure = await failureOf(ssh.connect(host, {}));
    expect(failure.code).toBe("SSH_AUTH_FAILED");
    expect(questions).toHaveLength(3);
    expect(JSON.stringify(failure)).not.toContain("wrong-secret");
    ssh.dispose();
  });

  it("asks nobody in BatchMode: a key that it would have to ask for is passed over", async () => {
    const config = hostBlock(lab, "gpu", server, [`IdentityFile ${encrypted}`, "BatchMode yes"]);
    const { ssh, questions } = createClient(lab, { config, answer: () => ["open sesame"] });
    expect((await ssh.connect(host, {})).authentication).toBe(`publickey (${lab.userKey})`);
    ssh.dispose();
    const { ssh: alone, questions: more } = createClient(lab, {
      config: `Host gpu\n  BatchMode yes\n${withEncrypted()}`,
      answer: () => ["open sesame"],
    });
    const failure = await failureOf(alone.connect(host, {}));
    expect(failure).toMatchObject({ code: "SSH_AUTH_FAILED", message: expect.stringContaining("BatchMode") });
    expect([questions, more]).toEqual([[], []]);
    alone.dispose();
  });

  it("offers no key where the configuration switches keys off, and says so", async () => {
    const fresh = await lab.start();
    appendFileSync(lab.path("known_hosts"), lab.knownHostsLine(fresh));
    const config = hostBlock(lab, "gpu", fresh, ["PubkeyAuthentication no", "PreferredAuthentications publickey"]);
    const { ssh } = createClient(lab, { config });
    const failure = await failureOf(ssh.connect(host, {}));
    expect(failure).toMatchObject({ code: "SSH_AUTH_FAILED", message: expect.stringContaining("configuration") });
    expect(fresh.log()).not.toContain("publickey");
    ssh.dispose();
  });

  it("ends the attempt when the passphrase is refused", async () => {
    const { ssh, questions } = createClient(lab, { config: withEncrypted() });
    const link = ssh.link(host);
    const { reason } = await reached(link, "stopped");
    expect(reason.kind).toBe("authFailed");
    expect(questions).toHaveLength(1);
    ssh.dispose();
  });

  it("asks for no passphrase when the server does not know the key", async () => {
    const stranger = lab.keyPair("id_stranger", { passphrase: "x" });
    const config = withEncrypted().replace(encrypted, stranger);
    const { ssh, questions } = createClient(lab, { config, answer: () => ["x"] });
    expect((await failureOf(ssh.connect(host, {}))).code).toBe("SSH_AUTH_FAILED");
    expect(questions).toEqual([]);
    ssh.dispose();
  });

  it("offers only the named key of a full agent to a server that allows two tries", async () => {
    const strict = await lab.start({ config: ["MaxAuthTries 2"] });
    appendFileSync(lab.path("known_hosts"), lab.knownHostsLine(strict));
    const others = [1, 2, 3, 4, 5, 6].map((number) => lab.keyPair(`id_other_${number}`));
    const agent = await startAgent(lab.folder, [...others, lab.userKey]);
    try {
      const lines = [`IdentityAgent ${agent.socket}`];
      const { ssh } = createClient(lab, { config: hostBlock(lab, "gpu", strict, [...lines, "IdentitiesOnly yes"]) });
      expect((await ssh.connect(host, {})).authentication).toBe("publickey (agent)");
      ssh.dispose();
      // Without it, OpenSSH still offers the agent's copy of a named key first.
      const { ssh: other } = createClient(lab, { config: hostBlock(lab, "gpu", strict, lines) });
      expect((await other.connect(host, {})).authentication).toBe("publickey (agent)");
      other.dispose();
    } finally {
      agent.stop();
    }
  });

  it("offers at most five keys and treats being hung up on as a refusal", async () => {
    const strict = await lab.start({ config: ["MaxAuthTries 3"] });
    appendFileSync(lab.path("known_hosts"), lab.knownHostsLine(strict));
    const agent = await startAgent(
      lab.folder,
      [7, 8, 9, 10, 11, 12, 13].map((number) => lab.keyPair(`id_other_${number}`)),
    );
    try {
      const unknown = lab.keyPair("id_nobody");
      const base = (to: Sshd) =>
        hostBlock(lab, "gpu", to, [`IdentityAgent ${agent.socket}`]).replace(lab.userKey, unknown);
      const { ssh } = createClient(lab, { config: base(strict) });
      const link = ssh.link(host);
      expect((await reached(link, "stopped")).reason.kind).toBe("authFailed");
      ssh.dispose();
      const before = server.log().length;
      const { ssh: second } = createClient(lab, { config: base(server) });
      expect((await failureOf(second.connect(host, {}))).code).toBe("SSH_AUTH_FAILED");
      expect(
        server
          .log()
          .slice(before)
          .match(/Failed publickey/g),
      ).toHaveLength(5);
      second.dispose();
    } finally {
      agent.stop();
    }
  });

  describe.skipIf(!isRoot)("with the server's own questions", () => {
    let pam: Sshd;
    let twoFactors: Sshd;
    const asUser = (to: Sshd, lines: readonly string[] = []) => hostBlock(lab, "gpu", to, [`User ${user}`, ...lines]);

    beforeAll(async () => {
      execFileSync("useradd", ["-M", "-d", "/", "-s", "/bin/sh", user]);
      execFileSync("chpasswd", { input: `${user}:${password}\n` });
      const interactive = ["UsePAM yes", "KbdInteractiveAuthentication yes"];
      pam = await lab.start({ config: interactive });
      twoFactors = await lab.start({
        config: [...interactive, "AuthenticationMethods publickey,keyboard-interactive"],
      });
      appendFileSync(lab.path("known_hosts"), lab.knownHostsLine(pam) + lab.knownHostsLine(twoFactors));
      execFileSync("chmod", ["755", lab.folder]);
      execFileSync("chmod", ["644", lab.path("authorized_keys")]);
    });
    afterAll(() => execFileSync("userdel", ["-f", user], { stdio: "ignore" }));

    const noKeys = ["PubkeyAuthentication no", "IdentityFile none"];
    const answers = (question: { readonly fields: readonly unknown[] }) => question.fields.map(() => password);

    it("passes the server's prompt on and signs in", async () => {
      const config = asUser(pam, noKeys).replace(`  IdentityFile ${lab.userKey}\n`, "");
      const { ssh, questions } = createClient(lab, { config, answer: answers });
      const connection = await ssh.connect(host, {});
      expect(connection.authentication).toBe("keyboard-interactive");
      expect(questions).toHaveLength(1);
      expect(questions[0]?.fields).toEqual([{ label: "Password:", echo: false }]);
      ssh.dispose();
    });

    it("stops after one wrong answer and does not retry", async () => {
      const config = asUser(pam, noKeys).replace(`  IdentityFile ${lab.userKey}\n`, "");
      const { ssh, questions } = createClient(lab, { config, answer: () => ["nonsense"] });
      const link = ssh.link(host);
      const { reason } = await reached(link, "stopped", 15_000);
      expect(reason.kind).toBe("authFailed");
      expect(questions).toHaveLength(1);
      ssh.dispose();
    });

    it("asks as often as NumberOfPasswordPrompts of one's own configuration says", async () => {
      const config = asUser(pam, [...noKeys, "NumberOfPasswordPrompts 2"]).replace(
        `  IdentityFile ${lab.userKey}\n`,
        "",
      );
      let asked = 0;
      const second = () => {
        asked += 1;
        return [asked === 1 ? "nonsense" : password];
      };
      const { ssh, questions } = createClient(lab, { config, answer: second });
      expect((await ssh.connect(host, {})).authentication).toBe("keyboard-interactive");
      expect(questions.map(({ fields }) => fields[0]?.label)).toEqual(["Password:", "Password:"]);
      ssh.dispose();
    });

    it.each([
      ["a key file", "none"],
      ["the agent", "agent"],
    ])("takes a second factor after %s", async (_title, kind) => {
      const agent = kind === "agent" ? await startAgent(lab.folder, [lab.userKey]) : null;
      try {
        const lines = agent ? [`IdentityAgent ${agent.socket}`] : [];
        const { ssh, questions } = createClient(lab, { config: asUser(twoFactors, lines), answer: answers });
        const connection = await ssh.connect(host, {});
        const first = agent ? "publickey (agent)" : `publickey (${lab.userKey})`;
        expect(connection.authentication).toBe(`${first}, keyboard-interactive`);
        expect(questions).toHaveLength(1);
        ssh.dispose();
      } finally {
        agent?.stop();
      }
    });

    it("takes a second factor after an RSA key, which ssh2 offers twice", async () => {
      const rsa = lab.keyPair("id_rsa_user", { type: "rsa", bits: 2048 });
      appendFileSync(lab.path("authorized_keys"), readFileSync(`${rsa}.pub`));
      const config = asUser(twoFactors).replace(lab.userKey, rsa);
      const { ssh } = createClient(lab, { config, answer: answers });
      expect((await ssh.connect(host, {})).authentication).toBe(`publickey (${rsa}), keyboard-interactive`);
      ssh.dispose();
    });

    it("refuses without sending anything when the question is refused", async () => {
      const { ssh } = createClient(lab, { config: asUser(twoFactors) });
      const failure = await failureOf(ssh.connect(host, {}));
      expect(failure).toMatchObject({ code: "SSH_AUTH_FAILED" });
      expect(failure.message).toContain("not answered");
      ssh.dispose();
    });
  });
});
