import { expect, test } from "vitest";
import { attainedText, burnText, thresholdText } from "../../../../../renderer/features/slos/sloWords.ts";

test.each([
  [2.5, 'sum(rate(vllm:time_to_first_token_seconds_bucket{le="2.5"}[{{.window}}]))', "2.50 s"],
  [0.25, 'rate(http_request_duration_seconds_bucket{le="0.25"}[{{.window}}])', "250 ms"],
  [8, "sum(rate(tokens_bucket[{{.window}}]))", "8"],
  [8, "errors", "8"],
  [null, "errors", null],
])("a threshold of %s in %s is %s", (threshold, error, text) => {
  expect(thresholdText({ threshold, queries: { error, total: null } })).toBe(text);
});

test("a miss does not round up to the whole, and a burn without an end is no figure", () => {
  expect(attainedText(0.999_999_9, 99.9)).toBe("99.999 %");
  expect([burnText(14.4), burnText(120.4), burnText(null), burnText(Number.POSITIVE_INFINITY)]).toEqual([
    "14.4x",
    "120x",
    "none",
    "no limit",
  ]);
});
