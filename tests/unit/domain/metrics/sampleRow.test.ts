import { describe, expect, test } from "vitest";
import { SampleRow } from "../../../../shared/domain/metrics/sampleRow.ts";
import { samplesOf } from "../../../builders/rowOf.ts";
import { seededRandom } from "../../../doubles/seededRandom.ts";

const gpu0 = { gpu: "0" };
const gpu1 = { gpu: "1" };

describe("a row's layout", () => {
  test("is the last row's while names and label objects are", () => {
    const row = new SampleRow();
    row.add("up", 1);
    row.add("load", 0.5, gpu0);
    const { layout } = row;
    row.clear();
    row.add("up", 0);
    row.add("load", 0.25, gpu0);
    expect(row.layout).toBe(layout);
    expect([...row.values]).toEqual([0, 0.25]);
  });

  test.each<[string, (row: SampleRow) => void]>([
    ["another name", (row) => row.add("down", 1)],
    ["other labels", (row) => row.add("up", 1, gpu1)],
    ["labels that only say the same", (row) => row.add("up", 1, { ...gpu0 })],
    ["fewer samples", () => {}],
  ])("is another with %s, and the last one stays as it was", (_, add) => {
    const row = SampleRow.of([
      { name: "a", labels: gpu0, value: 1 },
      { name: "up", labels: gpu0, value: 2 },
    ]);
    const { layout } = row;
    row.clear();
    row.add("a", 3, gpu0);
    add(row);
    expect(row.layout).not.toBe(layout);
    expect(layout).toEqual({ names: ["a", "up"], labels: [gpu0, gpu0] });
  });

  test("of rows of any kind, one after the other, is what was added", () => {
    const random = seededRandom(11);
    const row = new SampleRow();
    const earlier: { readonly layout: unknown; readonly copy: unknown }[] = [];
    for (let i = 0; i < 300; i++) {
      const samples = Array.from({ length: Math.floor(random() * 40) }, (_, place) => ({
        name: random() < 0.1 ? "other" : `metric_${place}`,
        labels: random() < 0.05 ? gpu1 : gpu0,
        value: random(),
      }));
      row.set(samples);
      // Not every row is looked at.
      if (random() < 0.3) continue;
      expect(samplesOf(row)).toEqual(samples);
      earlier.push({ layout: row.layout, copy: structuredClone(row.layout) });
    }
    for (const { layout, copy } of earlier) expect(layout).toEqual(copy);
  });
});
