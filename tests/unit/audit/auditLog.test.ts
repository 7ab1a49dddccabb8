import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAuditLog } from "../../../electron/services/audit/createAuditLog.ts";
import type { AuditLog } from "../../../electron/services/audit/types.ts";
import { toCsv, toJsonLines } from "../../../shared/domain/audit/exportEntries.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

let folder: string;
let log: AuditLog;
const file = () => join(folder, "audit.db");
const open = () => createAuditLog({ file: file(), clock: new ManualClock() });

/** As somebody would who wants an entry to say something else: the rules of the table are in the way, and are taken away. */
function tamper(statement: string): void {
  log.dispose();
  const sqlite = new Database(file());
  sqlite.exec(`DROP TRIGGER entries_stay; DROP TRIGGER entries_last; ${statement}`);
  sqlite.close();
  log = open();
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-audit-"));
  log = open();
  for (const host of ["gpu-a01", "gpu-a02", "gpu-a03"]) {
    log.append({ kind: "step.ended", by: "ada", run: "r1", host, text: "Done", facts: { exitCode: 0 } });
  }
});
afterEach(() => {
  log.dispose();
  rmSync(folder, { recursive: true, force: true });
});

describe("the audit log", () => {
  it("is a chain that goes on after a start", () => {
    log.dispose();
    log = open();
    log.append({ kind: "writeMode.opened", by: "ada", environment: "prod", text: "INC-1" });
    expect(log.count).toBe(4);
    expect(log.verify()).toBeNull();
  });

  it.each([
    [
      "an entry that was changed",
      `UPDATE entries SET entry = replace(entry, '"exitCode":0', '"exitCode":1') WHERE seq = 2`,
      "Entry 2 was changed",
    ],
    ["an entry that was taken out", "DELETE FROM entries WHERE seq = 2", "Entry 2 is missing"],
    [
      "entries that changed places",
      "UPDATE entries SET seq = 9 WHERE seq = 2; UPDATE entries SET seq = 2 WHERE seq = 3; UPDATE entries SET seq = 3 WHERE seq = 9",
      "Entry 2 is missing",
    ],
  ])("finds %s", (_, statement, expected) => {
    tamper(statement);
    expect(log.verify()).toContain(expected);
  });

  it("does not let its own process change or remove an entry", () => {
    log.dispose();
    const sqlite = new Database(file());
    expect(() => sqlite.exec("UPDATE entries SET words = ''")).toThrow(/are not changed/);
    expect(() => sqlite.exec("DELETE FROM entries")).toThrow(/are not removed/);
    sqlite.close();
    log = open();
  });

  it("says that nothing is done when it cannot be written", () => {
    log.dispose();
    expect(() => log.append({ kind: "run.started", by: "ada", text: "x" })).toThrow(
      expect.objectContaining({ code: "STORE_FAILED", message: expect.stringContaining("nothing is done") }),
    );
    log = open();
  });

  it("is never replaced when it is broken", () => {
    log.dispose();
    writeFileSync(file(), "this is no database, but it may be evidence".repeat(50));
    expect(open).toThrow(expect.objectContaining({ code: "STORE_FAILED" }));
    rmSync(file());
    log = open();
  });

  it.each([
    ["gpu-a02", null, null, [2]],
    ["DONE ada", null, null, [3, 2, 1]],
    ["", "r1", 3, [2, 1]],
    ["nothing", null, null, []],
  ])("finds %j of run %j before %j", (text, run, beforeSeq, expected) => {
    expect(log.find({ text, run, beforeSeq, limit: 10 }).map(({ seq }) => seq)).toEqual(expected);
  });

  it("is exported whole, and a spreadsheet takes nothing in it for a formula", () => {
    log.append({ kind: "run.ended", by: "ada", text: '=cmd("x"), "y"' });
    const lines = toJsonLines(log.all()).trimEnd().split("\n");
    expect(lines).toHaveLength(4);
    expect(JSON.parse(lines[1] ?? "")).toMatchObject({ seq: 2, previous: JSON.parse(lines[0] ?? "").hash });
    expect(toCsv(log.all()).split("\r\n")[4]).toContain(`"'=cmd(""x""), ""y"""`);
  });
});
