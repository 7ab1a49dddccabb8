import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLogFile } from "../../../electron/desktop/logFile.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-log-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const file = () => join(folder, "logs", "midwatch.log");

describe("the log file", () => {
  it("is private, appends, and has each line at once", () => {
    createLogFile(file(), 100).write("one\n");
    createLogFile(file(), 100).write("two\n");
    expect(readFileSync(file(), "utf8")).toBe("one\ntwo\n");
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "logs")).mode & 0o777).toBe(0o700);
  });

  it("keeps one full file beside the new one, whole lines each", () => {
    const log = createLogFile(file(), 20);
    for (let at = 0; at < 10; at += 1) log.write(`line ${at}\n`);
    expect(readFileSync(`${file()}.1`, "utf8")).toBe("line 6\nline 7\n");
    expect(readFileSync(file(), "utf8")).toBe("line 8\nline 9\n");
    expect(existsSync(`${file()}.2`)).toBe(false);
  });

  it("counts what an earlier run left", () => {
    createLogFile(file(), 20).write("123456789012345\n");
    createLogFile(file(), 20).write("next\n");
    expect(readFileSync(`${file()}.1`, "utf8")).toBe("123456789012345\n");
    expect(readFileSync(file(), "utf8")).toBe("next\n");
  });

  it("takes one line that is longer than the whole file may be", () => {
    const log = createLogFile(file(), 4);
    log.write("longer\n");
    log.write("again\n");
    expect(readFileSync(file(), "utf8")).toBe("again\n");
  });

  it("never throws, and goes on when it can", () => {
    writeFileSync(join(folder, "logs"), "in the way");
    const log = createLogFile(file(), 100);
    expect(() => log.write("lost\n")).not.toThrow();
    rmSync(join(folder, "logs"));
    log.write("kept\n");
    expect(readFileSync(file(), "utf8")).toBe("kept\n");
  });
});
