import { expect, test } from "vitest";
import { exploreSeries, fullName, seriesFigures } from "../../../../../renderer/features/explore/exploreSeries.ts";
import type { SeriesId } from "../../../../../shared/domain/metrics/model.ts";

function labelsOf(...answers: readonly (readonly SeriesId[])[]): readonly string[] {
  const answered = answers.map((series, index) => ({ queryId: "AB"[index] ?? "", series }));
  return exploreSeries(answered, { timesMs: new Float64Array(0), values: [] }).map(({ label }) => label);
}

const of = (name: string, labels: Readonly<Record<string, string>> = {}): SeriesId => ({ name, labels });

test("series are told apart by as few labels as it takes, known ones first", () => {
  const a01 = { job: "vllm", uuid: "x", instance: "gpu-a01", gpu: "0" };
  const a02 = { job: "vllm", uuid: "y", instance: "gpu-a02", gpu: "0" };
  expect(labelsOf([of("up", a01), of("up", a02)])).toEqual(["gpu-a01", "gpu-a02"]);
  const second = { ...a01, uuid: "z", gpu: "1" };
  expect(labelsOf([of("up", a01), of("up", a02), of("up", second)])).toEqual([
    "gpu-a01 GPU 0",
    "gpu-a02 GPU 0",
    "gpu-a01 GPU 1",
  ]);
});

test.each<[readonly SeriesId[], readonly string[]]>([
  [[of("up", { job: "vllm" })], ["up"]],
  [[of("", { job: "vllm" })], ['{job="vllm"}']],
  [[of("")], ["value"]],
  [
    [of("a"), of("b")],
    ["a", "b"],
  ],
  [
    [of("a", { pod: "x" }), of("a")],
    ["x", "a"],
  ],
])("%j are %j", (series, labels) => {
  expect(labelsOf(series)).toEqual(labels);
});

test("a bare figure says what it is a figure of", () => {
  expect(labelsOf([of("up", { gpu: "5" }), of("up", { gpu: "0" })])).toEqual(["GPU 5", "GPU 0"]);
  expect(labelsOf([of("up", { le: "0.5" }), of("up", { le: "+Inf" })])).toEqual(["le 0.5", "+Inf"]);
});

test("with several queries each says which it is", () => {
  expect(labelsOf([of("a")], [of("a")])).toEqual(["A: a", "B: a"]);
});

test("series of a query are told apart among themselves, whatever the others ask", () => {
  const up = [of("up", { instance: "gpu-a01" }), of("up", { instance: "gpu-a02" })];
  const load = [of("node_load1", { instance: "gpu-a01" })];
  expect(labelsOf(up, load)).toEqual(["A: gpu-a01", "A: gpu-a02", "B: node_load1"]);
});

test("a name is written as PromQL writes it", () => {
  expect(fullName(of("a", { z: 'q"', b: "1" }))).toBe('a{b="1", z="q\\""}');
  expect(fullName(of("a"))).toBe("a");
  expect(fullName(of(""))).toBe("{}");
});

test("figures leave gaps out; without a value there is none", () => {
  expect(seriesFigures(Float64Array.of(Number.NaN, 2, 4, Number.NaN))).toEqual({ last: 4, min: 2, max: 4, mean: 3 });
  expect(seriesFigures(Float64Array.of(Number.NaN)).mean).toBeNaN();
});
