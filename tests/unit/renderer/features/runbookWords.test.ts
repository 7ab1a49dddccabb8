import { describe, expect, it } from "vitest";
import { figure, quantileWord } from "../../../../renderer/features/runbooks/words.ts";

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
