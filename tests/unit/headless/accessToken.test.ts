import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadAccessToken } from "../../../electron/headless/accessToken.ts";

const shape = /^[A-Za-z0-9_-]{43}$/;
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "midwatch-token-"));
});
afterEach(() => rm(folder, { recursive: true }));

const file = () => join(folder, "access-token");

describe("loadAccessToken", () => {
  it("makes one in a private file, in a private folder", async () => {
    const data = join(folder, "deep", "data");
    const token = await loadAccessToken(data);
    expect(token).toMatch(shape);
    expect(await readFile(join(data, "access-token"), "utf8")).toBe(`${token}\n`);
    expect((await stat(join(data, "access-token"))).mode & 0o777).toBe(0o600);
    expect((await stat(data)).mode & 0o777).toBe(0o700);
    expect(await readdir(data)).toEqual(["access-token"]);
  });

  it("keeps it, and makes another elsewhere", async () => {
    const token = await loadAccessToken(folder);
    expect(await loadAccessToken(folder)).toBe(token);
    expect(await loadAccessToken(join(folder, "other"))).not.toBe(token);
  });

  it("gives every process that starts at once the same one", async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => loadAccessToken(folder)));
    expect(new Set(tokens).size).toBe(1);
    expect(await readdir(folder)).toEqual(["access-token"]);
  });

  const good = "x".repeat(43);
  it.each([
    ["readable by the group", good, 0o640],
    ["readable by all", good, 0o604],
    ["empty", "", 0o600],
    ["too short", good.slice(1), 0o600],
    ["of other characters", `${good.slice(1)}=`, 0o600],
    ["huge", "x".repeat(1_000_000), 0o600],
  ])("replaces a file that is %s", async (_what, text, mode) => {
    await writeFile(file(), text);
    await chmod(file(), mode);
    const token = await loadAccessToken(folder);
    expect(token).toMatch(shape);
    expect(token).not.toBe(good);
    expect(await loadAccessToken(folder)).toBe(token);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["access-token"]);
  });

  it("replaces a link and leaves what it points to alone", async () => {
    const target = join(folder, "target");
    await writeFile(target, good, { mode: 0o600 });
    await symlink(target, file());
    expect(await loadAccessToken(folder)).not.toBe(good);
    expect(await readFile(target, "utf8")).toBe(good);
  });

  it("rejects when it cannot write", async () => {
    await mkdir(file());
    await expect(loadAccessToken(folder)).rejects.toThrow(/access-token/);
    await writeFile(join(folder, "plain"), "");
    await expect(loadAccessToken(join(folder, "plain"))).rejects.toThrow(/plain/);
  });
});
