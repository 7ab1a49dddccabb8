import { expect, it } from "vitest";
import { lineKey, numberOfLine } from "../../../renderer/features/logs/lineKey.ts";
import type { LogLine } from "../../../shared/domain/logs/model.ts";
import { logLine } from "../../builders/logLines.ts";

const lines = [1, 2, 2, 3].map((timeMs, index) => logLine({ timeMs, text: `line ${index}` }));
const store = (held: readonly LogLine[]) => ({ line: (number: number) => held[number] ?? null });
const key = lineKey(lines[2] ?? logLine({}));

it("finds a line again, whatever number it has by then", () => {
  const span = { first: 0, end: lines.length };
  expect(numberOfLine(store(lines), span, key, null)).toBe(2);
  expect(numberOfLine(store(lines), span, key, 2)).toBe(2);
  const older = [logLine({ timeMs: 0, text: "older" }), ...lines];
  expect(numberOfLine(store(older), { first: 0, end: older.length }, key, 2)).toBe(3);
  expect(numberOfLine(store(lines.slice(0, 2)), { first: 0, end: 2 }, key, 2)).toBeNull();
});

it("knows a line without a time of its own by what it says", () => {
  const guessed = logLine({ timeMs: 5, timeFrom: "previous", text: "no time" });
  const read = [logLine({ timeMs: 7, timeFrom: "previous", text: "no time" })];
  expect(numberOfLine(store(read), { first: 0, end: 1 }, lineKey(guessed), null)).toBe(0);
});
