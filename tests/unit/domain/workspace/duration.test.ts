import { expect, test } from "vitest";
import { parseDurationMs } from "../../../../shared/domain/workspace/duration.ts";

test.each([
  ["500ms", 500],
  ["0s", 0],
  ["2s", 2_000],
  ["5m", 300_000],
  ["1h", 3_600_000],
  ["15d", 1_296_000_000],
  ["", null],
  ["5", null],
  ["5 m", null],
  ["-5m", null],
  ["1.5h", null],
  ["1h30m", null],
  ["5M", null],
])("%j is %s ms", (text, expected) => {
  expect(parseDurationMs(text)).toBe(expected);
});
