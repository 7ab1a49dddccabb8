import { expect, test } from "vitest";
import { type OccupiedGpus, serviceCost } from "../../../../shared/domain/services/cost.ts";
import type { WorkspacePrices } from "../../../../shared/domain/workspace/service.ts";

const byModel: WorkspacePrices = { currency: "EUR", gpuHour: { H100: 3.6, A100: 1.8, "A100 40GB": 0.9 } };
const eight: readonly OccupiedGpus[] = [{ count: 8, model: "H100 80 GB" }];

test("is the GPUs' price over what they do", () => {
  const cost = serviceCost(eight, byModel, { requests: 4, promptTokens: 600, generationTokens: 200 });
  expect(cost).toEqual({
    kind: "known",
    currency: "EUR",
    gpus: 8,
    perHour: 28.8,
    perRequest: 0.002,
    perThousandTokens: 0.01,
    perThousandGenerated: 0.04,
  });
});

test.each<[string, OccupiedGpus[], WorkspacePrices | undefined, number | string | null]>([
  ["one price for all", [{ count: 2, model: null }], { currency: "USD", gpuHour: 2 }, 4],
  ["hosts of two models", [...eight, { count: 4, model: "A100 80 GB" }], byModel, 36],
  ["the price whose name says most", [{ count: 2, model: "A100 40 GB" }], byModel, 1.8],
  ["a model as the driver names it", [{ count: 1, model: "NVIDIA H100 80GB HBM3" }], byModel, 3.6],
  ["no prices", [...eight], undefined, null],
  ["no price for one of the models", [...eight, { count: 1, model: "L40S" }], byModel, "L40S"],
  ["a model that was never read", [{ count: 1, model: null }], byModel, null],
  ["no GPUs", [{ count: 0, model: "H100 80 GB" }], byModel, "none"],
])("%s", (_, gpus, prices, expected) => {
  const cost = serviceCost(gpus, prices, {});
  if (cost.kind === "known") expect(cost.perHour).toBeCloseTo(Number(expected), 9);
  else expect(cost).toEqual(expected === "none" ? { kind: "noGpus" } : { kind: "noPrice", model: expected });
});

test("nothing is free because nothing is done", () => {
  const cost = serviceCost(eight, byModel, { requests: 0, generationTokens: 0 });
  expect(cost).toMatchObject({ perRequest: null, perThousandTokens: null, perThousandGenerated: null });
});
