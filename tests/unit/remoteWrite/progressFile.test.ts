import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { progressFile } from "../../../electron/services/remoteWrite/progressFile.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-write-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("what was written is read again, by its owner alone", async () => {
  const file = join(folder, "progress.json");
  const progress = { startMs: 1, cursor: { "\u0000instance\u0000a": 2 } };
  await progressFile(file).write(progress);
  expect(await progressFile(file).read()).toEqual(progress);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test.each(["", "{", "{}", '{"version":2,"startMs":1,"cursor":{}}', '{"version":1,"startMs":1,"cursor":{"a":"b"}}'])(
  "%j is no progress",
  async (content) => {
    const file = join(folder, "progress.json");
    writeFileSync(file, content);
    expect(await progressFile(file).read()).toBeNull();
  },
);
