import { describe, expect, test } from "vitest";
import { type Frame, framesOf, type TargetAnswer } from "../../../../shared/domain/dashboards/frames.ts";
import type { Target, Transformation } from "../../../../shared/domain/dashboards/model.ts";
import { transformFrames } from "../../../../shared/domain/dashboards/transform.ts";

const target = (over: Partial<Target> = {}): Target => ({
  refId: "A",
  expr: "expr",
  legend: null,
  mode: "instant",
  format: "table",
  hidden: false,
  minStep: null,
  source: { kind: "default" },
  ...over,
});

function instant(
  refId: string,
  samples: readonly (readonly [Record<string, string>, number])[],
  over: Partial<Target> = {},
): TargetAnswer {
  return {
    target: target({ refId, ...over }),
    series: samples.map(([labels, value]) => ({ series: { name: "", labels }, timesMs: [1000], values: [value] })),
  };
}

function range(refId: string, labels: Record<string, string>, values: readonly number[]): TargetAnswer {
  return {
    target: target({ refId, format: "series", mode: "range", legend: `{{${Object.keys(labels)[0]}}}` }),
    series: [{ series: { name: "", labels }, timesMs: values.map((_, i) => i * 1000), values }],
  };
}

/** `name: value, value` of each field. */
const shown = (frames: readonly Frame[]) =>
  frames.map(({ fields }) => fields.map(({ name, values }) => `${name}: ${values.join(", ")}`));
const frames = (...answers: TargetAnswer[]) => framesOf(answers, ({ legend }) => legend);
const run = (from: readonly Frame[], ...steps: Transformation[]) => shown(transformFrames(from, steps));

const size = instant("A", [
  [{ mount: "/" }, 100],
  [{ mount: "/data" }, 200],
]);
const free = instant("B", [
  [{ mount: "/data" }, 50],
  [{ mount: "/" }, 25],
]);

describe("frames", () => {
  test("a table: time, labels, a value named after its query when there are several", () => {
    expect(shown(frames(size))).toEqual([["Time: 1000, 1000", "mount: /, /data", "Value: 100, 200"]]);
    expect(shown(frames(size, free)).map((fields) => fields.at(-1))).toEqual([
      "Value #A: 100, 200",
      "Value #B: 50, 25",
    ]);
  });

  test("series: one frame each, named by the legend, gaps left out", () => {
    expect(shown(frames(range("A", { pod: "x" }, [1, Number.NaN, 3])))).toEqual([["Time: 0, 2000", "x: 1, 3"]]);
  });

  test("a missing label is nothing, not an empty text", () => {
    const [frame] = frames(
      instant("A", [
        [{ a: "1" }, 1],
        [{ b: "2" }, 2],
      ]),
    );
    expect(frame?.fields[1]?.values).toEqual(["1", null]);
  });
});

describe("transformations", () => {
  test("merge joins rows that agree", () => {
    expect(run(frames(size, free), { kind: "merge" })).toEqual([
      ["Time: 1000, 1000", "mount: /, /data", "Value #A: 100, 200", "Value #B: 25, 50"],
    ]);
  });

  test("the disk table of the node mixin", () => {
    const group = (field: string) => ({ field, group: false, calcs: ["lastNotNull"] });
    expect(
      run(
        frames(size, free),
        { kind: "groupBy", fields: [group("Value #A"), group("Value #B"), { field: "mount", group: true, calcs: [] }] },
        { kind: "merge" },
        {
          kind: "binary",
          alias: "Used",
          left: "Value #A (lastNotNull)",
          operator: "-",
          right: "Value #B (lastNotNull)",
          replace: false,
        },
        {
          kind: "organize",
          exclude: ["Value #B (lastNotNull)"],
          include: null,
          order: [],
          rename: [{ from: "mount", to: "Mounted on" }],
        },
        { kind: "sortBy", field: "Used", descending: true },
      ),
    ).toEqual([["Mounted on: /data, /", "Value #A (lastNotNull): 200, 100", "Used: 150, 75"]]);
  });

  test.each<[string, readonly Frame[], Transformation[], string[][]]>([
    [
      "organize orders and hides",
      frames(size),
      [
        {
          kind: "organize",
          exclude: ["Time"],
          include: null,
          order: ["Value"],
          rename: [{ from: "Value", to: "Size" }],
        },
      ],
      [["Size: 100, 200", "mount: /, /data"]],
    ],
    [
      "join by a field",
      frames(size, free),
      [{ kind: "joinByField", field: "mount", inner: false }],
      [["mount: /, /data", "Time 1: 1000, 1000", "Value #A: 100, 200", "Time 2: 1000, 1000", "Value #B: 25, 50"]],
    ],
    [
      "join keeps what both have",
      frames(size, instant("B", [[{ mount: "/" }, 1]])),
      [{ kind: "joinByField", field: "mount", inner: true }],
      [["mount: /", "Time 1: 1000", "Value #A: 100", "Time 2: 1000", "Value #B: 1"]],
    ],
    [
      "reduce to rows",
      frames(range("A", { pod: "x" }, [1, 3]), range("B", { pod: "y" }, [4])),
      [{ kind: "reduce", calcs: ["lastNotNull", "mean"], labels: false, keepFields: false }],
      [["Field: x, y", "Last *: 3, 4", "Mean: 2, 4"]],
    ],
    [
      "reduce with labels",
      frames(range("A", { pod: "x" }, [1, 3])),
      [{ kind: "reduce", calcs: ["max"], labels: true, keepFields: false }],
      [["pod: x", "Max: 3"]],
    ],
    [
      "reduce fields",
      frames(size),
      [{ kind: "reduce", calcs: ["sum"], labels: false, keepFields: true }],
      [["mount: /data", "Value: 300"]],
    ],
    [
      "labels to fields",
      frames(range("A", { pod: "x" }, [1]), range("B", { pod: "y" }, [2])),
      [{ kind: "labelsToFields", keep: null, asRows: false }],
      [["Time: 0, 0", "pod: x, y", "Value: 1, 2"]],
    ],
    [
      "series to rows, newest first",
      frames(range("A", { pod: "x" }, [1, 2])),
      [{ kind: "seriesToRows" }],
      [["Time: 1000, 0", "Metric: x, x", "Value: 2, 1"]],
    ],
    [
      "transpose",
      frames(instant("A", [[{ name: "H100" }, 1]])),
      [{ kind: "organize", exclude: ["Time", "Value"], include: null, order: [], rename: [] }, { kind: "transpose" }],
      [["Field: name", "Value: H100"]],
    ],
    ["limit", frames(size), [{ kind: "limit", count: 1 }], [["Time: 1000", "mount: /", "Value: 100"]]],
    [
      "row calculation",
      frames(size, free),
      [{ kind: "merge" }, { kind: "reduceRow", alias: "Sum", calc: "sum", include: [], replace: true }],
      [["Time: 1000, 1000", "Sum: 125, 250"]],
    ],
    [
      "a number as a side",
      frames(size),
      [{ kind: "binary", alias: "Half", left: "Value", operator: "/", right: "2", replace: true }],
      [["Time: 1000, 1000", "Half: 50, 100"]],
    ],
    [
      "a side that is not there",
      frames(size),
      [{ kind: "binary", alias: "x", left: "Value", operator: "/", right: "nope", replace: true }],
      [["Time: 1000, 1000", "x: , "]],
    ],
    [
      "fields by name",
      frames(size),
      [{ kind: "filterFields", names: ["mount"], pattern: null, keep: true }],
      [["mount: /, /data"]],
    ],
    [
      "fields by pattern, away",
      frames(size),
      [{ kind: "filterFields", names: [], pattern: "/^Time$/", keep: false }],
      [["mount: /, /data", "Value: 100, 200"]],
    ],
    [
      "by query",
      frames(size, free),
      [{ kind: "filterQueries", pattern: "B", keep: true }],
      [["Time: 1000, 1000", "mount: /data, /", "Value #B: 50, 25"]],
    ],
    [
      "rename",
      frames(range("A", { pod: "web-1" }, [1])),
      [{ kind: "renameByRegex", pattern: "/web-(.*)/", to: "pod $1" }],
      [["Time: 0", "pod 1: 1"]],
    ],
    [
      "a rename that could run away is left",
      frames(range("A", { pod: "x" }, [1])),
      [{ kind: "renameByRegex", pattern: "(a+)+$", to: "y" }],
      [["Time: 0", "x: 1"]],
    ],
  ])("%s", (_name, from, steps, expected) => {
    expect(run(from, ...steps)).toEqual(expected);
  });

  test("every step leaves nothing as nothing", () => {
    const steps: Transformation[] = [
      { kind: "merge" },
      { kind: "transpose" },
      { kind: "seriesToRows" },
      { kind: "joinByField", field: null, inner: false },
      { kind: "labelsToFields", keep: null, asRows: true },
      { kind: "sortBy", field: "x", descending: false },
    ];
    for (const step of steps) expect(transformFrames([], [step])).toEqual([]);
  });
});
