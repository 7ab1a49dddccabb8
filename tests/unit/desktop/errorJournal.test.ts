import { describe, expect, it } from "vitest";
import { createErrorJournal } from "../../../electron/desktop/errorJournal.ts";
import { silentLog } from "../../../electron/services/log.ts";

function setUp() {
  const lines: unknown[] = [];
  const journal = createErrorJournal({ ...silentLog, error: (_message, facts) => lines.push(facts?.times) });
  return { lines, journal };
}

describe("the error journal", () => {
  it("logs an error at once and then at every tenfold", () => {
    const { lines, journal } = setUp();
    const error = new Error("broken");
    for (let at = 0; at < 2500; at += 1) journal("Nobody caught an error", error);
    expect(lines).toEqual([1, 10, 100, 1000]);
  });

  it("tells errors apart, whatever was thrown", () => {
    const { lines, journal } = setUp();
    for (const error of [new Error("a"), "b", null, undefined, 4]) journal("Nobody caught an error", error);
    expect(lines).toEqual([1, 1, 1, 1, 1]);
  });

  it("stays small when each error is another", () => {
    const { lines, journal } = setUp();
    for (let at = 0; at < 1100; at += 1) journal("Nobody caught an error", `error ${at}`);
    expect(lines).toHaveLength(100 + 4);
  });
});
