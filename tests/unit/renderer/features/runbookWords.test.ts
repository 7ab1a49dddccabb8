import { describe, expect, it } from "vitest";
import { failureTexts, figure, quantileWord } from "../../../../renderer/features/runbooks/words.ts";

const latency =
  'histogram_quantile(0.99, sum by (le) (rate(vllm:e2e_request_latency_seconds_bucket{instance="a"}[1m])))';

describe("a measured value", () => {
  it.each([
    [7.9, latency, "7.90 s"],
    [7.9, `${latency} < 30`, "7.90 s"],
    [1204, "sum(vllm:num_requests_waiting) < 100", "1,204"],
    [0.124, "fewer than 6", "0.124"],
  ])("%d of %s is %s", (value, query, text) => {
    expect(figure(value, query)).toBe(text);
  });

  it.each([
    [latency, "p99"],
    ["histogram_quantile(.999, x)", "p99.9"],
    ["max(x)", null],
  ])("%s is called %s", (query, word) => {
    expect(quantileWord(query)).toBe(word);
  });
});

it("names the steps whose failure does not merely stop the run", () => {
  const step = (title: string, onFailure: "stop" | "continue" | "undo") => ({ title, onFailure });
  const stops = "It stops at the first step that fails, and no further wave begins.";
  expect(failureTexts([step("Drain", "stop")])).toEqual([stops]);
  expect(failureTexts([step("Drain", "stop"), step("Wait", "undo"), step("Look", "continue")])).toEqual([
    stops,
    "A failure of this also takes back what was done on its host: Wait.",
    "It goes on after a failure of: Look.",
  ]);
});
