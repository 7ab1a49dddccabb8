import { expect, test } from "vitest";
import { missingMetric } from "../../../../../renderer/features/explore/missingMetric.ts";

const known = [
  "node_load1",
  "node_load5",
  "vllm:e2e_request_latency_seconds_bucket",
  "vllm:num_requests_running",
  "up",
];

test.each([
  [["rate(node_load1[5m]) + up"], null],
  [["sum(vllm_e2e_request_latency_seconds_bucket) by (le)"], ["vllm:e2e_request_latency_seconds_bucket"]],
  [["up", "node_load2"], []],
  [["node_load"], []],
  [["vllm:num_requests_waiting"], ["vllm:num_requests_running"]],
  [['{__name__=~"nothing.*"}', "vector(1)", "sum(rate("], null],
])("%j lacks what the source has not, and is offered what is like it", (exprs, similar) => {
  expect(missingMetric(exprs, known)?.similar ?? null).toEqual(similar);
});
