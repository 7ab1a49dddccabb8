import { expect, test } from "vitest";
import { z } from "zod";
import { holdsAt, timeSpan } from "../../../../../shared/domain/alerts/routing/timeIntervals.ts";

const spans = (raw: unknown) => z.array(timeSpan).parse([raw]);

test.each([
  [{ days_of_month: ["-1"] }, "2026-02-28T12:00:00Z", true],
  [{ days_of_month: ["-1"] }, "2028-02-28T12:00:00Z", false],
  [{ days_of_month: ["1:5", "-3:-1"] }, "2026-11-28T00:00:00Z", true],
  [{ days_of_month: ["29:31"] }, "2026-02-28T00:00:00Z", false],
  [{ months: ["november:december"], years: ["2026"] }, "2026-11-01T00:00:00Z", true],
  [{ months: ["1:3"] }, "2026-11-01T00:00:00Z", false],
  [{ weekdays: ["sunday"] }, "2026-11-22T23:59:00Z", true],
  // In Sydney it is Monday already.
  [{ weekdays: ["sunday"], location: "Australia/Sydney" }, "2026-11-22T23:59:00Z", false],
  [{ times: [{ start_time: "09:00", end_time: "17:00" }] }, "2026-11-22T17:00:00Z", false],
  [{ times: [{ start_time: "23:00", end_time: "24:00" }] }, "2026-11-22T23:59:59Z", true],
  [{}, "2026-11-22T17:00:00Z", true],
  [{ months: [] }, "2026-11-22T17:00:00Z", false],
])("%j at %s holds: %s", (raw, time, holds) => {
  expect(holdsAt(spans(raw), Date.parse(time))).toBe(holds);
});

test.each(["5:1", "-1:5", "32", "0", "-1:-5", "a"])("days of a month are not %s", (text) => {
  expect(timeSpan.safeParse({ days_of_month: [text] }).success).toBe(false);
});

test("no interval never holds", () => {
  expect(holdsAt([], 0)).toBe(false);
});
