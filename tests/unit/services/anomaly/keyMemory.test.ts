import { expect, it } from "vitest";
import { KeyMemory } from "../../../../electron/services/anomaly/keyMemory.ts";
import { seriesKey } from "../../../../shared/domain/metrics/labels.ts";
import type { Labels } from "../../../../shared/domain/metrics/model.ts";

it("each answer's series have the keys of their labels, whatever the answer before was about", () => {
  const memory = new KeyMemory();
  const answers: readonly (readonly Labels[])[] = [
    [
      { instance: "a", gpu: "0" },
      { instance: "a", gpu: "1" },
    ],
    [
      { gpu: "0", instance: "a" },
      { instance: "a", gpu: "1" },
    ],
    [{ instance: "a", gpu: "1" }],
    [{ instance: "a" }, { instance: "b", gpu: "1" }, {}],
    [{ instance: "a", gpu: "1" }, { instance: "b" }, { gpu: "1" }],
  ];
  for (const answer of answers) {
    expect(memory.keysOf(answer.map((labels) => ({ labels })))).toEqual(answer.map((labels) => seriesKey("", labels)));
  }
});
