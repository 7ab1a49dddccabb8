import { expect, test } from "vitest";
import { type FillPart, fillParts } from "../../../../shared/domain/slo/fillParts.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
const toMs = Date.UTC(2026, 10, 20, 12, 3);

const ends = (parts: readonly FillPart[]) =>
  parts.flatMap((part) =>
    Array.from(
      { length: (part.toMs - part.fromMs) / part.stepMs + 1 },
      (_, index) => part.fromMs + index * part.stepMs,
    ),
  );

test("a minute is one question", () => {
  expect(fillParts(toMs - minuteMs, toMs)).toEqual([{ fromMs: toMs, toMs, stepMs: minuteMs }]);
  expect(fillParts(toMs, toMs)).toEqual([]);
});

test("a month is of whole five minutes, its last three days of every minute, none of it twice", () => {
  const parts = fillParts(toMs - 30 * dayMs, toMs);
  const all = ends(parts);
  expect(all).toEqual([...new Set(all)].sort((a, b) => a - b));
  const minutely = all.filter((ms) => ms > toMs - 3 * dayMs);
  expect(minutely).toHaveLength((3 * dayMs) / minuteMs);
  const before = all.filter((ms) => ms <= toMs - 3 * dayMs - 10 * minuteMs);
  expect(before.every((ms) => ms % (5 * minuteMs) === 0)).toBe(true);
  expect(before.length).toBeGreaterThan(27 * 288 - 5);
  for (const part of parts) expect((part.toMs - part.fromMs) / part.stepMs).toBeLessThan(2016);
});
