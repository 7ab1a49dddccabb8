import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { silentLog } from "../../../electron/services/log.ts";
import type { WorkspaceStore } from "../../../electron/services/store/types.ts";
import { createWorkspaceStore } from "../../../electron/services/store/workspaceStore.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { ManualClock } from "../../doubles/manualClock.ts";
import { until } from "../../harness/until.ts";

const good = (name: string) => `version: 1\nname: ${name}\nhosts:\n  - name: a\n`;

let folder: string;
let file: string;
let store: WorkspaceStore | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-workspace-"));
  file = join(folder, "midwatch.yaml");
});
afterEach(() => {
  store?.dispose();
  store = null;
  rmSync(folder, { recursive: true, force: true });
});

function open(clock: ManualClock | typeof systemClock = systemClock): WorkspaceStore {
  store = createWorkspaceStore({ folder, clock, log: silentLog });
  return store;
}

describe("watching", () => {
  test.each<[string, (text: string) => void]>([
    ["written in place", (text) => writeFileSync(file, text)],
    [
      "replaced by renaming",
      (text) => {
        writeFileSync(join(folder, ".swap"), text);
        renameSync(join(folder, ".swap"), file);
      },
    ],
    [
      "deleted and made anew",
      (text) => {
        unlinkSync(file);
        writeFileSync(file, text);
      },
    ],
  ])("a file that is %s is read again", async (_name, write) => {
    writeFileSync(file, good("one"));
    const { current } = open();
    expect(current.file?.name).toBe("one");
    let told = 0;
    store?.onChange(() => told++);
    write(good("two"));
    await until(() => store?.current.file?.name === "two", 1500);
    expect(told).toBe(1);
  });

  test("goes on through problems, deletion and creation", async () => {
    writeFileSync(file, good("one"));
    const opened = open();
    writeFileSync(file, "version: 1\nname: two\nhost: []\n");
    await until(() => opened.current.problems.length > 0);
    expect(opened.current.file?.name).toBe("one");
    expect(opened.current.problems).toEqual([
      { file: "midwatch.yaml", line: 3, column: 1, message: "Unknown key host" },
    ]);
    unlinkSync(file);
    await until(() => opened.current.problems[0]?.message.includes("gone") === true);
    expect(opened.current.file?.name).toBe("one");
    writeFileSync(file, good("three"));
    await until(() => opened.current.file?.name === "three");
  });

  test("notices a folder that is replaced, and one that comes later", async () => {
    const clock = new ManualClock();
    rmSync(folder, { recursive: true });
    const opened = open(clock);
    expect(opened.current).toEqual({ folder, file: null, problems: [] });
    const other = mkdtempSync(join(tmpdir(), "midwatch-workspace-"));
    writeFileSync(join(other, "midwatch.yaml"), good("later"));
    renameSync(other, folder);
    await clock.advance(2_000);
    expect(opened.current.file?.name).toBe("later");
  });

  test("tells the log of a file that cannot be read from the beginning, with its place", () => {
    writeFileSync(file, "version: 1\nhosts:\n- name: [\n");
    const told: unknown[] = [];
    const log = { ...silentLog, warn: (message: string, facts?: unknown) => told.push([message, facts]) };
    store = createWorkspaceStore({ folder, clock: systemClock, log });
    expect(told).toEqual([
      [
        expect.stringMatching(/: no host is watched until it is corrected$/),
        { file: "midwatch.yaml", line: expect.any(Number), column: expect.any(Number) },
      ],
    ]);
  });

  test("leaves no timer behind", () => {
    const clock = new ManualClock();
    open(clock).dispose();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("saving hosts", () => {
  const hosts = [{ name: "b", environment: "prod" as const }];

  test("makes the file, and the folder", async () => {
    rmSync(folder, { recursive: true });
    const opened = open();
    expect(await opened.saveHosts({ name: "New", hosts })).toBe(file);
    expect(opened.current.file).toMatchObject({ name: "New", hosts: [{ name: "b", environment: "prod" }] });
  });

  test("adds to a file, keeps its mode and link, leaves nothing else", async () => {
    const real = join(folder, "shared.yaml");
    writeFileSync(real, `# mine\n${good("one")}`);
    chmodSync(real, 0o640);
    symlinkSync(real, file);
    await open().saveHosts({ name: "ignored", hosts });
    expect(readFileSync(real, "utf8")).toBe(`# mine\n${good("one")}  - name: b\n    environment: prod\n`);
    expect(statSync(real).mode & 0o777).toBe(0o640);
    expect(store?.current.file?.hosts.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  test("two at once both arrive", async () => {
    writeFileSync(file, good("one"));
    const opened = open();
    const one = opened.saveHosts({ name: "x", hosts });
    const two = opened.saveHosts({ name: "x", hosts: [{ name: "c", environment: null }] });
    await Promise.all([one, two]);
    expect(opened.current.file?.hosts.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  });

  test("refuses a file with problems", async () => {
    writeFileSync(file, "version: 1\n");
    await expect(open().saveHosts({ name: "x", hosts })).rejects.toMatchObject({ code: "WORKSPACE_INVALID" });
    expect(readFileSync(file, "utf8")).toBe("version: 1\n");
  });

  test("refuses when the file was changed since it was read, then goes by the new content", async () => {
    writeFileSync(file, good("one"));
    const opened = open(new ManualClock());
    writeFileSync(file, good("two"));
    await expect(opened.saveHosts({ name: "x", hosts })).rejects.toMatchObject({ code: "WORKSPACE_INVALID" });
    expect(readFileSync(file, "utf8")).toBe(good("two"));
    await opened.saveHosts({ name: "x", hosts });
    expect(opened.current.file).toMatchObject({ name: "two", hosts: [{ name: "a" }, { name: "b" }] });
  });

  test("says so when the disk refuses", async () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "a file where the folder should be");
    await expect(open().saveHosts({ name: "x", hosts })).rejects.toMatchObject({
      code: expect.stringMatching(/STORE_FAILED|WORKSPACE_INVALID/),
    });
  });
});
