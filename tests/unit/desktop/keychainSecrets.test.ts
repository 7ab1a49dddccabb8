import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createKeychainSecrets, isKeychainReal, type SafeStorage } from "../../../electron/desktop/keychainSecrets.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-keychain-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Ciphertext as Chromium shapes it: a version prefix, then bytes that are not the text. */
function keychain(prefix: string, state = { available: true, locked: false, rotate: false }): SafeStorage {
  const flip = (data: Buffer) => Buffer.from(data.map((byte) => byte ^ 0x5a));
  return {
    isAsyncEncryptionAvailable: async () => state.available,
    encryptStringAsync: async (text) => Buffer.concat([Buffer.from(prefix), flip(Buffer.from(text))]),
    decryptStringAsync: async (data) => {
      if (state.locked) throw new Error("keychain is locked");
      return { result: flip(data.subarray(3)).toString(), shouldReEncrypt: state.rotate };
    },
  };
}

describe("isKeychainReal", () => {
  it.each([
    ["linux", "v11", true],
    ["linux", "v10", false],
    ["darwin", "v10", true],
    ["win32", "v10", true],
  ] as const)("%s with %s", async (platform, prefix, real) => {
    expect(await isKeychainReal(keychain(prefix), platform)).toBe(real);
  });

  it("is false when encryption is unavailable or fails", async () => {
    expect(await isKeychainReal(keychain("v11", { available: false, locked: false, rotate: false }), "linux")).toBe(
      false,
    );
    const broken = { ...keychain("v11"), encryptStringAsync: () => Promise.reject(new Error("no")) };
    expect(await isKeychainReal(broken, "linux")).toBe(false);
  });
});

describe("createKeychainSecrets", () => {
  const file = () => join(folder, "secrets.json");
  const open = (safeStorage: SafeStorage) => createKeychainSecrets({ safeStorage, platform: "linux", file: file() });

  it("keeps secrets sealed in a private file and reads them back", async () => {
    const secrets = await open(keychain("v11"));
    await Promise.all([secrets.set("a", "hunter2"), secrets.set("b", "other")]);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readFileSync(file(), "utf8")).not.toContain("hunter2");
    await (await open(keychain("v11"))).delete("b");
    const again = await open(keychain("v11"));
    expect([await again.get("a"), await again.get("b")]).toEqual(["hunter2", null]);
  });

  it("writes nothing where the keychain does not protect", async () => {
    const secrets = await open(keychain("v10"));
    expect(secrets.persistent).toBe(false);
    await secrets.set("a", "hunter2");
    expect(await secrets.get("a")).toBe("hunter2");
    expect(() => statSync(file())).toThrow();
  });

  it("fails on a locked keychain instead of saying there is no secret", async () => {
    await (await open(keychain("v11"))).set("a", "hunter2");
    const state = { available: true, locked: true, rotate: false };
    const locked = await open(keychain("v11", state));
    await expect(locked.get("a")).rejects.toThrow("locked");
    state.locked = false;
    expect(await locked.get("a")).toBe("hunter2");
  });

  it("refuses a file that is not its own", async () => {
    writeFileSync(file(), "[1]");
    await expect(open(keychain("v11"))).rejects.toMatchObject({ code: "STORE_FAILED" });
  });
});
