import { expect, test } from "vitest";
import { logsOf } from "../../../../../renderer/features/explore/logsOf.ts";

const hosts = ["gpu-a01", "gpu-a02"];
const of = (...labels: readonly Record<string, string>[]) =>
  logsOf(
    labels.map((one) => ({ series: { labels: one } })),
    hosts,
  );

test.each([
  [
    [
      { instance: "gpu-a01", gpu: "0" },
      { instance: "gpu-a01", gpu: "1" },
    ],
    { hosts: ["gpu-a01"], filter: "" },
  ],
  [[{ instance: "gpu-a02:9100" }, { instance: "gpu-a01" }], { hosts: ["gpu-a02", "gpu-a01"], filter: "" }],
  // What no host of the workspace is, is told by what its logs have too.
  [
    [
      { instance: "10.0.0.1:8000", namespace: "llm", pod: "chat-x2k4p" },
      { instance: "10.0.0.2:8000", namespace: "llm", pod: "chat-m8d2c" },
    ],
    { hosts: [], filter: "namespace=llm" },
  ],
  [[{ pod: "two words", container: "vllm" }], { hosts: [], filter: 'pod="two words" container=vllm' }],
  [[{ job: "prometheus" }], { hosts: [], filter: "" }],
  [[], { hosts: [], filter: "" }],
] as const)("%j", (labels, wanted) => {
  expect(of(...labels)).toEqual(wanted);
});
