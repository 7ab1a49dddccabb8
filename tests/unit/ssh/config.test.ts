import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createConfigReader } from "../../../electron/services/ssh/config/configReader.ts";
import { listHosts } from "../../../electron/services/ssh/config/listHosts.ts";
import { parseHopName } from "../../../electron/services/ssh/config/names.ts";
import { readConfig } from "../../../electron/services/ssh/config/readConfig.ts";
import { applyOverrides } from "../../../electron/services/ssh/config/resolvedHost.ts";
import type { WorkspaceHost } from "../../../shared/domain/workspace/model.ts";
import { hasSshd } from "../../harness/sshd.ts";

let home = "";
let count = 0;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "midwatch-config-"));
  mkdirSync(join(home, ".ssh", "conf.d"), { recursive: true });
  mkdirSync(join(home, "bin"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = join(home, ".ssh", name);
  writeFileSync(file, text);
  return file;
}

const environment = { PATH: process.env.PATH, HOME: "/nowhere", SSH_AUTH_SOCK: "/run/agent", SPOT: "/spot" };
const reader = (configFile: string, withClient: boolean) =>
  createConfigReader({
    configFile: () => configFile,
    homeFolder: home,
    environment: withClient ? environment : { ...environment, PATH: join(home, "bin") },
  });

/** The one text read by OpenSSH and by ourselves. */
const configurations: readonly (readonly [string, string, readonly string[]])[] = [
  ["first value wins", "Host a\n  User one\nHost *\n  User two\n  Port 2200\n", ["a", "b"]],
  ["global lines before any Host", "User early\nHost a\n  User late\n", ["a"]],
  ["negation", "Host *.corp !vpn.corp\n  User inside\nHost *\n  User outside\n", ["x.corp", "vpn.corp"]],
  [
    "equals signs, quotes and comments",
    'Host "a" b # c\n  HostName=10.0.0.7\n  User "ops"\n  Port = 22022\n',
    ["a", "b"],
  ],
  ["keyword case and tabs", "HOST a\n\tHOSTNAME\t10.1.1.1\n\tpOrT\t99\n", ["a"]],
  ["hostname tokens", "Host gpu-*\n  HostName %h.corp.example\n", ["gpu-1"]],
  [
    "several identities",
    "Host a\n  IdentityFile ~/.ssh/one\nHost *\n  IdentityFile ~/.ssh/two\n  IdentitiesOnly yes\n",
    ["a"],
  ],
  ["identity tokens", "Host a\n  HostName h.example\n  User u\n  IdentityFile %d/.ssh/%h-%r-%p-%n\n", ["a"]],
  [
    "known hosts files",
    "Host a\n  UserKnownHostsFile /k1 /k2\n  GlobalKnownHostsFile none\n  HostKeyAlias rack\n",
    ["a"],
  ],
  [
    "agents",
    "Host a\n  IdentityAgent none\nHost b\n  IdentityAgent SSH_AUTH_SOCK\nHost c\n  IdentityAgent /s\n",
    ["a", "b", "c"],
  ],
  ["jumps", "Host a\n  ProxyJump j1,root@j2:2200\nHost b\n  ProxyJump none\nHost *\n  ProxyJump late\n", ["a", "b"]],
  ["time-outs", "Host a\n  ConnectTimeout 7\nHost b\n  ConnectTimeout 1m30s\nHost *\n", ["a", "b", "c"]],
  [
    "Match by host and user",
    "Match host a user root\n  Port 1111\nMatch originalhost b\n  Port 2222\nMatch all\n  Port 3333\n",
    ["a", "b", "c"],
  ],
  [
    "known_hosts files with blanks in their names",
    'Host a\n  UserKnownHostsFile "/srv/My Keys/known hosts" /etc/team\nHost b\n  UserKnownHostsFile none\n',
    ["a", "b"],
  ],
  [
    "ways to sign in",
    "Host a\n  BatchMode yes\n  PubkeyAuthentication no\nHost b\n  PasswordAuthentication no\n  PreferredAuthentications keyboard-interactive,hostbased,publickey\nHost c\n  ChallengeResponseAuthentication no\n  NumberOfPasswordPrompts 2\n",
    ["a", "b", "c", "d"],
  ],
  ["hashed names", "Host a\n  HashKnownHosts yes\nHost *\n  HashKnownHosts no\n", ["a", "b"]],
  ["Match with negation and lists", "Match host a,b !user nobody\n  Port 1111\n", ["a", "b", "c"]],
  ["Match on the resolved name", "Host a\n  HostName real.example\nMatch host real.example\n  User found\n", ["a"]],
  ["Include at the top", "Include conf.d/one.conf\nHost *\n  User main\n", ["inc", "other"]],
  ["Include inside a Host", "Host a\n  Include conf.d/inner.conf\n  Port 44\nHost *\n  Port 55\n", ["a", "inc", "b"]],
  ["Include of a glob, in order", "Include conf.d/g*.conf\n", ["g"]],
  ["Include of nothing", "Include conf.d/absent*.conf missing.conf\nHost a\n  Port 77\n", ["a"]],
];

describe.skipIf(!hasSshd())("our own reading agrees with ssh -G", () => {
  beforeAll(() => {
    write("conf.d/one.conf", "Host inc\n  User included\n");
    write("conf.d/inner.conf", "User inner\nHost inc\n  User never\n");
    write("conf.d/g1.conf", "Host g\n  User first\n");
    write("conf.d/g2.conf", "Host g\n  User second\n  Port 222\n");
  });

  it.each(configurations)("%s", async (_title, text, names) => {
    // ssh takes relative Includes of a file given with -F from the real home: full paths here.
    const full = text.replace(/(Include .*)/g, (line) => line.replace(/(\s)(?=[a-z])/g, `$1${home}/.ssh/`));
    count += 1;
    const file = write(`main${count}`, full);
    for (const name of names) {
      const byClient = await reader(file, true).resolve(name);
      const byUs = await reader(file, false).resolve(name);
      const defaults = /id_(rsa|ecdsa|ed25519|dsa|xmss)/;
      const comparable = (host: typeof byUs) => ({
        ...host,
        identityFiles: host.identityFiles.filter((identity) => !defaults.test(identity)),
        // The client fills in the account's own home folder.
        userKnownHostsFiles: host.userKnownHostsFiles.filter((known) => !known.includes("/.ssh/known_hosts")),
      });
      expect(comparable(byUs)).toEqual(comparable(byClient));
    }
  });

  it("takes user and port from a jump host's spelling", async () => {
    const file = write("jumps", "Match user special\n  HostName special.example\nHost *\n  Port 1\n");
    for (const withClient of [true, false]) {
      const hop = await reader(file, withClient).resolve("special@j:2200");
      expect(hop).toMatchObject({ name: "special@j:2200", address: "special.example", port: 2200, user: "special" });
    }
  });
});

describe("how to sign in", () => {
  const all = ["publickey", "keyboard-interactive", "password"];
  it.each([
    ["nothing said", "", { methods: all, batch: false, mostAnswers: 1 }],
    ["an order", "PreferredAuthentications password,publickey", { methods: ["password", "publickey"] }],
    [
      "an order with what is switched off",
      "PreferredAuthentications password,publickey\n  PasswordAuthentication no",
      { methods: ["publickey"] },
    ],
    ["ways that ssh2 does not know", "PreferredAuthentications gssapi-with-mic,hostbased", { methods: [] }],
    ["no keys", "PubkeyAuthentication no", { methods: ["keyboard-interactive", "password"] }],
    ["no questions of the server", "KbdInteractiveAuthentication no", { methods: ["publickey", "password"] }],
    ["batch mode", "BatchMode yes", { methods: all, batch: true }],
    ["prompts", "NumberOfPasswordPrompts 2", { mostAnswers: 2 }],
    ["too many prompts", "NumberOfPasswordPrompts 99", { mostAnswers: 3 }],
  ])("%s", async (_title, line, rules) => {
    const file = write("sign-in", `Host a\n  ${line}\n`);
    expect((await reader(file, false).resolve("a")).signIn).toMatchObject(rules);
  });
});

describe("what needs the system's client", () => {
  it.each([
    ["nothing", "Host a\n", null],
    ["ProxyCommand", "Host a\n  ProxyCommand nc %h %p\n", "ProxyCommand"],
    ["no ProxyCommand", "Host a\n  ProxyCommand none\nHost *\n  ProxyCommand nc %h %p\n", null],
    ["a certificate", "Host a\n  CertificateFile ~/.ssh/c-cert.pub\n", "a user certificate"],
    ["PKCS#11", "Host a\n  PKCS11Provider /lib/p.so\n", "a PKCS#11 provider"],
    ["RevokedHostKeys", "Host a\n  RevokedHostKeys /etc/ssh/revoked\n", "a list of revoked host keys"],
    ["GSSAPI for this host", "Host a\n  GSSAPIAuthentication yes\n", "GSSAPI"],
    ["GSSAPI for another", "Host b\n  GSSAPIAuthentication yes\n", null],
    ["Match exec for all", 'Match exec "true"\n  User x\n', "Match exec"],
    ["Match exec for this host", 'Match host a exec "true"\n  User x\n', "Match exec"],
    ["Match exec for another", 'Match host b exec "true"\n  User x\n', null],
    ["a security key", "Host a\n  IdentityFile ~/.ssh/yubi\n", "a security key"],
  ])("%s", async (_title, text, reason) => {
    write("yubi.pub", "sk-ssh-ed25519@openssh.com AAAA x\n");
    const file = write("system", text);
    expect((await reader(file, false).resolve("a")).systemOnly).toBe(reason);
  });
});

describe("reading anew", () => {
  it.each([true, false])("happens when a file changes, and not before (client: %s)", async (withClient) => {
    if (withClient && !hasSshd()) return;
    const file = write("changing", "Host a\n  Port 1000\n");
    const config = reader(file, withClient);
    const first = config.resolve("a");
    expect(config.resolve("a")).toStrictEqual(first);
    expect((await first).port).toBe(1000);
    writeFileSync(file, "Host a\n  Port 2000\n");
    utimesSync(file, 1, 1);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await config.resolve("a")).port).toBe(2000);
  });

  it("reports what the client rejects", async () => {
    if (!hasSshd()) return;
    const config = reader(write("broken", "Host a\n  Nonsense yes\n"), true);
    await expect(config.resolve("a")).rejects.toMatchObject({ code: "SSH_CONFIG" });
  });

  it.each(["-oProxyCommand=x", "a b", "a;b", "$(x)", "", "a\nb", "a'b"])("refuses the name %j", async (name) => {
    await expect(reader(write("any", ""), false).resolve(name)).rejects.toMatchObject({ code: "SSH_CONFIG" });
  });
});

describe("jump host names", () => {
  it.each([
    ["j", { name: "j", user: null, port: null }],
    ["u@j", { name: "j", user: "u", port: null }],
    ["u@j:2200", { name: "j", user: "u", port: 2200 }],
    ["[::1]:2200", { name: "::1", user: null, port: 2200 }],
    ["u@[fe80::1]", { name: "fe80::1", user: "u", port: null }],
    ["ssh://u@j:22/", { name: "j", user: "u", port: 22 }],
    ["u@corp@j", { name: "j", user: "u@corp", port: null }],
  ])("%s", (written, hop) => {
    expect(parseHopName(written)).toEqual(hop);
  });

  it.each(["-J", "u@-x", "-u@j", "j:0", "j:99999", "j k", "$(x)@j"])("refuses %s", (written) => {
    expect(() => parseHopName(written)).toThrow();
  });
});

describe("the workspace's own fields", () => {
  it("replace the configuration's, and a way of one's own its ProxyCommand", async () => {
    const resolved = await reader(write("own", "Host a\n  ProxyCommand nc %h %p\n  IdentityFile /k1\n"), false).resolve(
      "a",
    );
    const host: WorkspaceHost = { name: "a", transport: "auto", address: "10.0.0.9", jump: [], identityFile: "~/k2" };
    expect(applyOverrides(resolved, host, "/home/me")).toMatchObject({
      address: "10.0.0.9",
      proxyCommand: null,
      systemOnly: null,
      identityFiles: ["/home/me/k2", "/k1"],
    });
    expect(() => applyOverrides(resolved, { ...host, user: "-l" }, "/")).toThrow();
    expect(() => applyOverrides(resolved, { ...host, address: "-o" }, "/")).toThrow();
  });
});

describe("the hosts of a configuration", () => {
  it("are the explicit names, each where it stands first, through Includes", () => {
    write("conf.d/list.conf", "Host included\nHost a\n");
    const text = `Host a b *.corp !x *\nInclude ${home}/.ssh/conf.d/list.conf "${home}/.ssh/none"\nMatch host m\nHost github.com "quoted" # end\n`;
    const file = write("listed", text);
    const { files, lines } = readConfig(file, home);
    expect(files).toEqual([file, join(home, ".ssh/conf.d/list.conf")]);
    expect(listHosts(lines).map(({ name, line, skipped }) => [name, line, skipped])).toEqual([
      ["a", 1, null],
      ["b", 1, null],
      ["*.corp", 1, "wildcard"],
      ["included", 1, null],
      ["github.com", 4, "code forge"],
      ["quoted", 4, null],
    ]);
  });

  it("end in an error when a file includes itself, and are none when there is no file", () => {
    const file = join(home, ".ssh", "loop");
    writeFileSync(file, `Include ${file}\n`);
    expect(() => readConfig(file, home)).toThrow(/nested/);
    expect(readConfig(join(home, "absent"), home)).toEqual({ files: [], lines: [] });
  });
});

// Without a client there is nothing to compare with: the table above would pass for want of it.
describe.skipIf(!hasSshd())("the client", () => {
  it("is there", () => expect(execFileSync("ssh", ["-V"], { stdio: "pipe" })).toBeDefined());
});
