import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { silentLog } from "../../../electron/services/log.ts";
import { openDataFolder } from "../../../electron/services/store/dataFolder.ts";
import { createEncryptedFileSecrets } from "../../../electron/services/store/encryptedFileSecrets.ts";
import { createSettingsStore } from "../../../electron/services/store/settingsStore.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-store-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe("settings", () => {
  const defaults = {
    theme: "dark",
    singleKeys: true,
    clock: "utc",
    notify: "critical",
    sound: true,
    screenReader: false,
    sendsPages: false,
    keepsQueryText: false,
  };
  const open = () => createSettingsStore({ file: join(folder, "settings.json"), log: silentLog });

  test("start with defaults and come back as set", async () => {
    const settings = open();
    expect(settings.get()).toEqual(defaults);
    await Promise.all([settings.set({ theme: "light" }), settings.set({ clock: "local" })]);
    expect(open().get()).toEqual({ ...defaults, theme: "light", clock: "local" });
    expect(mode(join(folder, "settings.json"))).toBe("600");
    expect(readdirSync(folder)).toEqual(["settings.json"]);
  });

  test("a setting that an older file lacks has its default", () => {
    writeFileSync(join(folder, "settings.json"), '{"version":1,"theme":"light"}');
    expect(open().get()).toEqual({ ...defaults, theme: "light" });
  });

  test.each(["", "{", "[]", '{"version":99,"theme":"light"}', '{"version":1,"theme":"pink"}'])(
    "a file holding %j is moved aside, not lost",
    async (text) => {
      writeFileSync(join(folder, "settings.json"), text);
      const settings = open();
      expect(settings.get().theme).toBe("dark");
      expect(readFileSync(join(folder, "settings.json.broken-1"), "utf8")).toBe(text);
      await settings.set({ theme: "system" });
      writeFileSync(join(folder, "settings.json"), text);
      open();
      expect(readdirSync(folder).sort()).toEqual(["settings.json.broken-1", "settings.json.broken-2"]);
    },
  );

  test("a write that fails changes nothing", async () => {
    const settings = open();
    mkdirSync(join(folder, "settings.json"));
    await expect(settings.set({ theme: "light" })).rejects.toMatchObject({ code: "STORE_FAILED" });
    expect(settings.get().theme).toBe("dark");
    expect(readdirSync(folder)).toEqual(["settings.json"]);
  });
});

describe("secrets in an encrypted file", () => {
  const open = (passphrase: string | null) =>
    createEncryptedFileSecrets({ file: join(folder, "secrets.json"), passphrase });

  test("come back with the passphrase, and are not in the file in clear", async () => {
    const secrets = await open("correct horse");
    expect(secrets.persistent).toBe(true);
    await Promise.all([secrets.set("pager", "tok-123"), secrets.set("mail", "ünï"), secrets.set("gone", "x")]);
    await secrets.delete("gone");
    const again = await open("correct horse");
    expect(await Promise.all(["pager", "mail", "gone", "toString"].map((name) => again.get(name)))).toEqual([
      "tok-123",
      "ünï",
      null,
      null,
    ]);
    const text = readFileSync(join(folder, "secrets.json"), "utf8");
    expect(text).not.toContain("tok-123");
    expect(text).not.toContain(Buffer.from("tok-123").toString("base64").slice(0, 8));
    expect(mode(join(folder, "secrets.json"))).toBe("600");
  });

  test("another passphrase is refused and changes nothing", async () => {
    await (await open("one")).set("a", "b");
    await expect(open("two")).rejects.toMatchObject({ code: "STORE_FAILED" });
    expect(await (await open("one")).get("a")).toBe("b");
  });

  test("a secret moved to another name, or altered, is an error and never a value", async () => {
    const secrets = await open("one");
    await secrets.set("a", "for a");
    await secrets.set("b", "for b");
    const file = join(folder, "secrets.json");
    const content = JSON.parse(readFileSync(file, "utf8"));
    [content.secrets.a, content.secrets.b] = [content.secrets.b, content.secrets.a];
    writeFileSync(file, JSON.stringify(content));
    const swapped = await open("one");
    await expect(swapped.get("a")).rejects.toMatchObject({ code: "STORE_FAILED" });
    await expect(swapped.get("b")).rejects.toMatchObject({ code: "STORE_FAILED" });
  });

  test("a broken file is an error that keeps it", async () => {
    writeFileSync(join(folder, "secrets.json"), "{");
    await expect(open("one")).rejects.toMatchObject({ code: "STORE_FAILED" });
    expect(readFileSync(join(folder, "secrets.json"), "utf8")).toBe("{");
  });

  test.each([null, ""])("without a passphrase (%j) they live in memory only", async (passphrase) => {
    const secrets = await open(passphrase);
    await secrets.set("a", "b");
    expect([secrets.persistent, await secrets.get("a")]).toEqual([false, "b"]);
    await secrets.delete("a");
    expect(await secrets.get("a")).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("the data folder", () => {
  const lock = () => join(folder, "data", "midwatch.lock");
  const open = () => openDataFolder(join(folder, "data"));

  test("is private, held while open, and free afterwards", () => {
    const held = open();
    expect(mode(join(folder, "data"))).toBe("700");
    expect(open).toThrow(expect.objectContaining({ code: "CONFLICT", detail: { pid: process.pid } }));
    held.dispose();
    expect(readdirSync(join(folder, "data"))).toEqual([]);
    open().dispose();
  });

  test("is refused while another process holds it, naming that process", async () => {
    const holder = spawn(process.execPath, [
      "--input-type=module",
      "-e",
      `import { openDataFolder } from ${JSON.stringify(new URL("../../../electron/services/store/dataFolder.ts", import.meta.url).href)};
       openDataFolder(${JSON.stringify(join(folder, "data"))}); console.log("held"); setInterval(() => {}, 1000);`,
    ]);
    try {
      await new Promise((resolve) => holder.stdout.once("data", resolve));
      expect(open).toThrow(new RegExp(`process ${holder.pid}`));
    } finally {
      holder.kill("SIGKILL");
      await new Promise((resolve) => holder.once("exit", resolve));
    }
    open().dispose();
  });

  test.each<[string, () => string]>([
    ["a dead process", () => JSON.stringify({ pid: spawnSync("true").pid, startedAt: null })],
    ["a live process that is another one", () => JSON.stringify({ pid: process.pid, startedAt: "earlier boot/1" })],
    ["nothing readable", () => "{"],
  ])("is taken over from a lock of %s", (_name, content) => {
    mkdirSync(join(folder, "data"));
    writeFileSync(lock(), content());
    const held = open();
    expect(JSON.parse(readFileSync(lock(), "utf8")).pid).toBe(process.pid);
    held.dispose();
    expect(readdirSync(join(folder, "data"))).toEqual([]);
  });

  test("that cannot be made is an error with the reason", () => {
    writeFileSync(join(folder, "data"), "a file");
    expect(open).toThrow(expect.objectContaining({ code: "STORE_FAILED" }));
  });
});
