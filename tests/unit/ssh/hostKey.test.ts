import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeHostKey } from "../../../electron/services/ssh/hostKey.ts";
import { hasSshd } from "../../harness/sshd.ts";

describe.skipIf(!hasSshd() || !existsSync("/usr/bin/ssh-keygen"))("a key in words", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "midwatch-keys-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ["ed25519", "256", "ssh-ed25519"],
    ["ecdsa", "256", "ecdsa-sha2-nistp256"],
    ["ecdsa", "384", "ecdsa-sha2-nistp384"],
    ["ecdsa", "521", "ecdsa-sha2-nistp521"],
    ["rsa", "2048", "ssh-rsa"],
    ["rsa", "1024", "ssh-rsa"],
  ])("is what ssh-keygen prints: %s %s", (kind, bits, type) => {
    for (let count = 0; count < (kind === "rsa" ? 1 : 6); count += 1) {
      const file = join(folder, `${kind}${bits}_${count}`);
      execFileSync("ssh-keygen", ["-q", "-t", kind, "-b", bits, "-N", "", "-f", file]);
      const [, encoded = ""] = readFileSync(`${file}.pub`, "utf8").split(" ");
      const [first = "", ...picture] = execFileSync("ssh-keygen", ["-lvf", `${file}.pub`], { encoding: "utf8" })
        .trimEnd()
        .split("\n");
      const words = first.split(" ");
      expect(describeHostKey(Buffer.from(encoded, "base64"))).toEqual({
        type,
        bits: Number(words[0]),
        fingerprint: words[1],
        randomart: picture.join("\n"),
      });
    }
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["a length beyond its end", Buffer.from([0, 0, 1, 0, 65])],
    [
      "a broken RSA key",
      Buffer.concat([Buffer.from([0, 0, 0, 7]), Buffer.from("ssh-rsa"), Buffer.from([255, 255, 255, 255])]),
    ],
  ])("survives %s", (_title, bytes) => {
    expect(describeHostKey(bytes).fingerprint).toMatch(/^SHA256:/);
  });
});
