import { createHash, createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decideHostKey } from "../../../electron/services/ssh/knownHosts/decide.ts";
import { createKnownHosts } from "../../../electron/services/ssh/knownHosts/knownHostsStore.ts";
import { knownHostName, matchesPattern } from "../../../electron/services/ssh/knownHosts/matchHost.ts";
import { parseKnownHosts } from "../../../electron/services/ssh/knownHosts/parseKnownHosts.ts";
import type { ResolvedHost } from "../../../electron/services/ssh/types.ts";

/** A key in wire form, distinct for each seed. */
function wireKey(seed: string, type = "ssh-ed25519"): Buffer {
  const body = createHash("sha256").update(seed).digest();
  const head = Buffer.alloc(4);
  head.writeUInt32BE(type.length);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([head, Buffer.from(type), length, body]);
}

const key = wireKey("ours");
const encoded = key.toString("base64");
const otherEncoded = wireKey("theirs").toString("base64");
const rsa = wireKey("ours", "ssh-rsa");

function hashed(name: string): string {
  const salt = randomBytes(20);
  return `|1|${salt.toString("base64")}|${createHmac("sha1", salt).update(name).digest("base64")}`;
}

describe("what known_hosts says of an offered key", () => {
  it.each([
    ["a plain name", `gpu-a01 ssh-ed25519 ${encoded}`, "gpu-a01", 22, "known"],
    ["another key", `gpu-a01 ssh-ed25519 ${otherEncoded}`, "gpu-a01", 22, "changed"],
    ["another name", `gpu-a02 ssh-ed25519 ${encoded}`, "gpu-a01", 22, "unknown"],
    ["nothing", "", "gpu-a01", 22, "unknown"],
    ["upper case on either side", `GPU-a01 ssh-ed25519 ${encoded}`, "gpu-A01", 22, "known"],
    ["a port", `[gpu-a01]:2222 ssh-ed25519 ${encoded}`, "gpu-a01", 2222, "known"],
    ["a name without the port", `gpu-a01 ssh-ed25519 ${encoded}`, "gpu-a01", 2222, "unknown"],
    ["an IPv6 address with a port", `[fe80::1]:2222 ssh-ed25519 ${encoded}`, "fe80::1", 2222, "known"],
    ["a list", `gpu-a01,10.0.0.1 ssh-ed25519 ${encoded}`, "10.0.0.1", 22, "known"],
    ["a wildcard", `gpu-* ssh-ed25519 ${encoded}`, "gpu-a01", 22, "known"],
    ["a question mark", `gpu-a0? ssh-ed25519 ${encoded}`, "gpu-a01", 22, "known"],
    ["a wildcard with brackets", `[gpu-*]:2222 ssh-ed25519 ${encoded}`, "gpu-a01", 2222, "known"],
    ["a negation", `gpu-*,!gpu-a01 ssh-ed25519 ${encoded}`, "gpu-a01", 22, "unknown"],
    ["a negation that comes first", `!gpu-a01,gpu-* ssh-ed25519 ${encoded}`, "gpu-a01", 22, "unknown"],
    ["a hash", `${hashed("gpu-a01")} ssh-ed25519 ${encoded}`, "gpu-a01", 22, "known"],
    ["a hash with a port", `${hashed("[gpu-a01]:2222")} ssh-ed25519 ${encoded}`, "gpu-a01", 2222, "known"],
    ["a hash of another", `${hashed("gpu-a02")} ssh-ed25519 ${encoded}`, "gpu-a01", 22, "unknown"],
    ["a broken hash", `|1|x ssh-ed25519 ${encoded}`, "gpu-a01", 22, "unknown"],
    [
      "a hash of another version",
      `${hashed("gpu-a01").replace("|1|", "|2|")} ssh-ed25519 ${encoded}`,
      "gpu-a01",
      22,
      "unknown",
    ],
    ["a revoked key", `@revoked * ssh-ed25519 ${encoded}`, "gpu-a01", 22, "revoked"],
    [
      "a revoked key that is also on file",
      `gpu-a01 ssh-ed25519 ${encoded}\n@revoked gpu-* ssh-ed25519 ${encoded}`,
      "gpu-a01",
      22,
      "revoked",
    ],
    [
      "another revoked key",
      `@revoked * ssh-ed25519 ${otherEncoded}\ngpu-a01 ssh-ed25519 ${encoded}`,
      "gpu-a01",
      22,
      "known",
    ],
    [
      "an authority, which vouches for no plain key",
      `@cert-authority * ssh-ed25519 ${encoded}`,
      "gpu-a01",
      22,
      "unknown",
    ],
    ["an unknown marker", `@trusted gpu-a01 ssh-ed25519 ${encoded}`, "gpu-a01", 22, "unknown"],
    ["a key of another type", `gpu-a01 ssh-rsa ${rsa.toString("base64")}`, "gpu-a01", 22, "changed"],
    [
      "two keys, ours second",
      `gpu-a01 ssh-ed25519 ${otherEncoded}\ngpu-a01 ssh-ed25519 ${encoded}`,
      "gpu-a01",
      22,
      "known",
    ],
    ["CRLF", `# c\r\ngpu-a01 ssh-ed25519 ${encoded}\r\n`, "gpu-a01", 22, "known"],
    ["tabs and a comment behind", `gpu-a01\tssh-ed25519\t${encoded} root@a # b`, "gpu-a01", 22, "known"],
    ["leading blanks", `   gpu-a01 ssh-ed25519 ${encoded}`, "gpu-a01", 22, "known"],
    ["a commented line", `#gpu-a01 ssh-ed25519 ${encoded}`, "gpu-a01", 22, "unknown"],
    ["a type that is not the key's", `gpu-a01 ssh-rsa ${encoded}`, "gpu-a01", 22, "unknown"],
    ["a line cut short", `gpu-a01 ssh-ed25519\ngpu-a01 ssh-ed25519 ${encoded}`, "gpu-a01", 22, "known"],
    ["a key cut short", `gpu-a01 ssh-ed25519 ${encoded.slice(0, 40)}`, "gpu-a01", 22, "changed"],
  ] as const)("%s", (_title, text, host, port, kind) => {
    expect(decideHostKey(parseKnownHosts(text, "f"), knownHostName(host, port), key).kind).toBe(kind);
  });

  it("names the place of the stored key, the one of the same type first", () => {
    const text = `# c\ngpu ssh-rsa ${rsa.toString("base64")}\n\ngpu ssh-ed25519 ${otherEncoded}\n`;
    expect(decideHostKey(parseKnownHosts(text, "/kh"), "gpu", key)).toMatchObject({
      kind: "changed",
      stored: { file: "/kh", line: 4 },
    });
  });
});

describe("patterns", () => {
  it.each([
    ["*", "", true],
    ["a*b*c", "axxbyyc", true],
    ["a*b*c", "axxbyy", false],
    ["?", "", false],
    ["**", "x", true],
    ["[a]", "a", false],
    ["a.b", "axb", false],
  ])("%s and %s: %s", (pattern, text, matches) => {
    expect(matchesPattern(pattern, text)).toBe(matches);
  });

  it("stay quick whatever is written", () => {
    const startedMs = performance.now();
    expect(matchesPattern(`${"*a".repeat(60)}b`, "a".repeat(5000))).toBe(false);
    expect(performance.now() - startedMs).toBeLessThan(500);
  });
});

describe("the files", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "midwatch-known-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const host = (files: readonly string[], more: Partial<ResolvedHost> = {}): ResolvedHost => ({
    name: "gpu",
    address: "10.0.0.1",
    port: 22,
    user: "ops",
    identityFiles: [],
    identitiesOnly: false,
    identityAgent: null,
    userKnownHostsFiles: files,
    globalKnownHostsFiles: [],
    hostKeyAlias: null,
    hashKnownHosts: false,
    proxyJump: [],
    proxyCommand: null,
    connectTimeoutMs: 1000,
    signIn: { methods: ["publickey", "keyboard-interactive", "password"], batch: false, mostAnswers: 1 },
    systemOnly: null,
    ...more,
  });

  it("are read together, the global ones too", async () => {
    const own = join(folder, "own");
    const team = join(folder, "team");
    writeFileSync(team, `10.0.0.1 ssh-ed25519 ${encoded}\n`);
    const store = createKnownHosts();
    expect((await store.load(host([own]))).decide(key).kind).toBe("unknown");
    const keyring = await store.load(host([own], { globalKnownHostsFiles: [team] }));
    expect(keyring.decide(key).kind).toBe("known");
    expect(keyring.keyTypes).toEqual(["ssh-ed25519"]);
  });

  it("are appended to as whole lines, in private, once for many", async () => {
    const file = join(folder, "new", "known_hosts");
    const store = createKnownHosts();
    const hosts = [1, 2, 3].map((number) => host([file], { address: `10.0.0.${number}`, port: 2200 }));
    await Promise.all([...hosts, ...hosts].map((each) => store.trust(each, key, true)));
    const lines = [1, 2, 3].map((number) => `[10.0.0.${number}]:2200 ssh-ed25519 ${encoded}\n`);
    expect(readFileSync(file, "utf8")).toBe(lines.join(""));
    writeFileSync(file, "# no line end");
    await store.trust(host([file]), key, true);
    expect(readFileSync(file, "utf8")).toBe(`# no line end\n10.0.0.1 ssh-ed25519 ${encoded}\n`);
  });

  it("get one line from several processes that trust one key at once", async () => {
    const file = join(folder, "shared");
    const stores = Array.from({ length: 8 }, () => createKnownHosts());
    const hosts = [1, 2].map((number) => host([file], { address: `10.0.1.${number}` }));
    await Promise.all(stores.flatMap((store) => hosts.map((each) => store.trust(each, key, true))));
    expect(readFileSync(file, "utf8").split("\n").filter(Boolean).sort()).toEqual([
      `10.0.1.1 ssh-ed25519 ${encoded}`,
      `10.0.1.2 ssh-ed25519 ${encoded}`,
    ]);
    expect(readdirSync(folder).filter((name) => name.includes("lock"))).toEqual([]);
  });

  it("are written although a process crashed while it wrote them", async () => {
    const file = join(folder, "crashed");
    writeFileSync(`${file}.midwatch-lock`, "");
    utimesSync(`${file}.midwatch-lock`, 1, 1);
    await createKnownHosts().trust(host([file]), key, true);
    expect(readFileSync(file, "utf8")).toContain(encoded);
  });

  it("name a new host by a hash where the configuration wants that", async () => {
    const file = join(folder, "hashed");
    const store = createKnownHosts();
    const hashed = host([file], { hashKnownHosts: true, port: 2200 });
    await store.trust(hashed, key, true);
    await store.trust(hashed, key, true);
    expect(readFileSync(file, "utf8")).toMatch(/^\|1\|[\w+/]{27}=\|[\w+/]{27}= ssh-ed25519 \S+\n$/);
    expect((await store.load(hashed)).decide(key).kind).toBe("known");
    expect((await store.load(host([file], { port: 2201 }))).decide(key).kind).toBe("unknown");
  });

  it("are not contradicted: what they came to say meanwhile wins", async () => {
    const file = join(folder, "changed");
    writeFileSync(file, `10.0.0.1 ssh-ed25519 ${otherEncoded}\n`);
    for (const remember of [true, false])
      await expect(createKnownHosts().trust(host([file]), key, remember)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(readFileSync(file, "utf8")).not.toContain(encoded);
  });

  it("are left alone by trust for this run, which ends with it", async () => {
    const file = join(folder, "untouched");
    const store = createKnownHosts();
    const alias = { hostKeyAlias: "Rack7", port: 2200 };
    await Promise.all([1, 2].map(() => store.trust(host([file], alias), key, false)));
    expect(store.linesForThisRun).toBe(`rack7 ssh-ed25519 ${encoded}\n`);
    expect((await store.load(host([file], { hostKeyAlias: "rack7" }))).decide(key).kind).toBe("known");
    expect((await createKnownHosts().load(host([file], { hostKeyAlias: "rack7" }))).decide(key).kind).toBe("unknown");
  });

  it("fail closed when they cannot be read or written", async () => {
    const store = createKnownHosts();
    await expect(store.load(host([folder]))).rejects.toMatchObject({ code: "SSH_CONFIG" });
    await expect(store.trust(host([join("/dev/null", "x")]), key, true)).rejects.toMatchObject({
      code: /SSH_CONFIG|STORE/,
    });
    await expect(store.trust(host([]), key, true)).rejects.toMatchObject({ code: "STORE_FAILED" });
  });
});
