import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { silentLog } from "../../../electron/services/log.ts";
import { createDashboardLibrary } from "../../../electron/services/store/dashboards/createDashboardLibrary.ts";
import { safeFileName } from "../../../electron/services/store/dashboards/fileName.ts";
import type { DashboardLibrary } from "../../../electron/services/store/dashboards/types.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { classicDashboard } from "../../fixtures/dashboards/documents.ts";
import { until } from "../../harness/until.ts";

let parent: string;
let folder: string;
let library: DashboardLibrary | null = null;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "midwatch-dashboards-"));
  folder = join(parent, "dashboards");
});
afterEach(() => {
  library?.dispose();
  library = null;
  rmSync(parent, { recursive: true, force: true });
});

function open(): DashboardLibrary {
  library = createDashboardLibrary({ folder, clock: systemClock, log: silentLog });
  return library;
}

const document = (title: string) => `${JSON.stringify(classicDashboard({ title }), null, 2)}\n`;
const file = (name: string) => readFileSync(join(folder, `${name}.json`), "utf8");

describe("reading", () => {
  test("no folder is no dashboards; one that comes later is found", async () => {
    const opened = open();
    expect(opened.files).toEqual([]);
    let told = 0;
    opened.onChange(() => {
      told += 1;
    });
    mkdirSync(folder);
    writeFileSync(join(folder, "a.json"), document("A"));
    await until(() => opened.files.length === 1, 5000);
    expect(told).toBe(1);
  });

  test("files that are no dashboards are listed with their problem, others are not listed", () => {
    mkdirSync(join(folder, "sub.json"), { recursive: true });
    writeFileSync(join(folder, "good.json"), document("Good"));
    writeFileSync(join(folder, "bad.json"), '{"panels": [}');
    writeFileSync(join(folder, ".hidden.json"), document("Hidden"));
    writeFileSync(join(folder, "notes.txt"), "x");
    symlinkSync(join(parent, "nowhere"), join(folder, "gone.json"));
    expect(open().files.map(({ name, imported }) => [name, imported.ok])).toEqual([
      ["bad", false],
      ["good", true],
    ]);
  });

  test("a change is noticed, and its version is another", async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, "a.json"), document("One"));
    const opened = open();
    const before = opened.get("a").version;
    writeFileSync(join(folder, "a.json"), document("Another"));
    await until(() => opened.get("a").version !== before, 5000);
    expect(opened.get("a").imported).toMatchObject({ dashboard: { title: "Another" } });
  });

  test("a name that is not there", () => {
    expect(() => open().get("../midwatch")).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
  });
});

describe("importing", () => {
  test("writes the text as it came", async () => {
    const text = document("GPU fleet / EU");
    expect(await open().add({ text, fileName: "x.json", overwrite: false })).toEqual({
      kind: "written",
      names: ["GPU-fleet-EU"],
    });
    expect(file("GPU-fleet-EU")).toBe(text);
    expect(library?.files).toHaveLength(1);
  });

  test("never replaces without a yes, in whatever case", async () => {
    const opened = open();
    await opened.add({ text: document("Fleet"), fileName: "x.json", overwrite: false });
    const other = document("FLEET");
    expect(await opened.add({ text: other, fileName: "x.json", overwrite: false })).toEqual({
      kind: "exists",
      names: ["FLEET"],
    });
    expect(file("Fleet")).toBe(document("Fleet"));
    await opened.add({ text: document("Fleet").replace("web", "new"), fileName: "x.json", overwrite: true });
    expect(file("Fleet")).toContain('"new"');
  });

  test("a file that somebody made in the same moment stays", async () => {
    mkdirSync(folder);
    const opened = open();
    const outcome = opened.add({ text: document("Race"), fileName: "x.json", overwrite: false });
    if (!existsSync(join(folder, "Race.json"))) writeFileSync(join(folder, "Race.json"), "theirs");
    expect(await outcome).toEqual({ kind: "exists", names: ["Race"] });
    expect(file("Race")).toBe("theirs");
  });

  test("each dashboard of a ConfigMap gets a file", async () => {
    const text = JSON.stringify({ kind: "ConfigMap", data: { "a.json": document("One"), "b.json": document("One") } });
    expect(await open().add({ text, fileName: "cm.json", overwrite: false })).toEqual({
      kind: "written",
      names: ["One", "One-2"],
    });
    expect(file("One-2")).toBe(document("One"));
  });

  test("one without a title is named after its file", async () => {
    const text = JSON.stringify({ panels: [], schemaVersion: 39 });
    expect((await open().add({ text, fileName: "my board.json", overwrite: false })).names).toEqual(["my-board"]);
  });

  test("what is no dashboard is refused with its place, and nothing is written", async () => {
    await expect(open().add({ text: '{\n "panels": ]', fileName: "x.json", overwrite: false })).rejects.toMatchObject({
      code: "WORKSPACE_INVALID",
      message: expect.stringContaining("x.json, line 2, column 12: "),
      detail: { line: 2, column: 12 },
    });
    expect(existsSync(folder)).toBe(false);
  });

  test("leaves nothing else behind", async () => {
    await open().add({ text: document("Only"), fileName: "x.json", overwrite: false });
    expect(readdirSync(folder)).toEqual(["Only.json"]);
  });

  test.each([
    ["GPU fleet", "GPU-fleet"],
    ["../../etc/passwd", "etc-passwd"],
    ["a\\b:c*d?e", "a-b-c-d-e"],
    ["...", "dashboard"],
    ["", "dashboard"],
    [".hidden", "hidden"],
    ["con", "con-dashboard"],
    ["Übersicht №1", "Übersicht-1"],
    ["x".repeat(200), "x".repeat(80)],
    ["a\u0000b\nc", "a-b-c"],
  ])("%j becomes the file %s", (title, expected) => {
    expect(safeFileName(title)).toBe(expected);
  });
});

describe("editing", () => {
  test("changes the one value and keeps a link's file", async () => {
    mkdirSync(folder);
    const real = join(parent, "real.json");
    writeFileSync(real, document("Fleet"));
    symlinkSync(real, join(folder, "fleet.json"));
    const opened = open();
    const before = opened.get("fleet").version;
    const after = await opened.edit("fleet", before, [{ kind: "panelTitle", panel: "p1", title: "Rate" }]);
    expect(after).not.toBe(before);
    expect(readFileSync(real, "utf8")).toBe(document("Fleet").replace('"Requests"', '"Rate"'));
  });

  test("is refused when the file is another by now", async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, "a.json"), document("One"));
    const opened = open();
    const { version } = opened.get("a");
    writeFileSync(join(folder, "a.json"), document("Other"));
    const edit = { kind: "panelTitle", panel: "p1", title: "Rate" } as const;
    await expect(opened.edit("a", version, [edit])).rejects.toMatchObject({ code: "CONFLICT" });
    expect(file("a")).toBe(document("Other"));
  });

  test("two at once: the second knows that it is late", async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, "a.json"), document("One"));
    const opened = open();
    const { version } = opened.get("a");
    const results = await Promise.allSettled(
      ["x", "y"].map((title) => opened.edit("a", version, [{ kind: "panelTitle", panel: "p1", title }])),
    );
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  });
});
