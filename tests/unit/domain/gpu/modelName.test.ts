import { expect, it } from "vitest";
import { modelsText, shortModelName } from "../../../../shared/domain/gpu/modelName.ts";

it.each([
  ["NVIDIA H100 80GB HBM3", "H100 80 GB"],
  ["NVIDIA A100-SXM4-80GB", "A100 80 GB"],
  ["NVIDIA A100-PCIE-40GB", "A100 40 GB"],
  ["Tesla V100-SXM2-32GB", "V100 32 GB"],
  ["NVIDIA L40S", "L40S"],
  ["NVIDIA GeForce RTX 3090", "RTX 3090"],
  ["NVIDIA RTX A6000", "RTX A6000"],
  ["GB10", "GB10"],
])("%s is %s", (name, short) => {
  expect(shortModelName(name)).toBe(short);
});

it.each([
  [[], null],
  [["NVIDIA L40S", "NVIDIA L40S"], "L40S"],
  [["NVIDIA L40S", "NVIDIA A10"], "L40S and 1 more"],
])("%j together are %j", (names, text) => {
  expect(modelsText(names)).toBe(text);
});
