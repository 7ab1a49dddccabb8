import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writeOwnWorkspace } from "../../../electron/demo/ownWorkspace.ts";

let folder = "";
let workspace = "";
const file = () => join(workspace, "midwatch.yaml");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-own-"));
  workspace = join(folder, "workspace");
  mkdirSync(workspace);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** As a start of the demo does: the fleet's part, then what is added to it. */
function start(hosts: number): boolean {
  writeOwnWorkspace(workspace, () => `hosts: ${hosts}\n`);
  return writeOwnWorkspace(workspace, (standing) => `${standing}notify: me\n`);
}

it("each start writes it anew while nobody changed it", () => {
  expect(start(2)).toBe(true);
  expect(start(3)).toBe(true);
  expect(readFileSync(file(), "utf8")).toBe("hosts: 3\nnotify: me\n");
});

it("a change stays over each later start, and a deleted file is written again", () => {
  start(2);
  appendFileSync(file(), "sources: mine\n");
  const changed = readFileSync(file(), "utf8");
  expect([start(3), start(4)]).toEqual([false, false]);
  expect(readFileSync(file(), "utf8")).toBe(changed);
  rmSync(file());
  expect(start(5)).toBe(true);
  expect(readFileSync(file(), "utf8")).toBe("hosts: 5\nnotify: me\n");
});

it("a file of which nothing is known is somebody's", () => {
  appendFileSync(file(), "hosts: mine\n");
  expect(start(2)).toBe(false);
  expect(readFileSync(file(), "utf8")).toBe("hosts: mine\n");
});
