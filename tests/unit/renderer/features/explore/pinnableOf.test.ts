import { expect, test } from "vitest";
import { earlierRuns } from "../../../../../renderer/features/explore/earlier.ts";
import { exploreSeries } from "../../../../../renderer/features/explore/exploreSeries.ts";
import type { ExploreKind } from "../../../../../renderer/features/explore/exploreView.ts";
import { pinnableOf } from "../../../../../renderer/features/explore/pinnableOf.ts";
import type { Answers } from "../../../../../renderer/features/explore/useAnswers.ts";

const atMs = Date.UTC(2026, 10, 19, 22, 4, 10);
const view = { timesMs: Float64Array.of(atMs), values: [Float64Array.of(1), Float64Array.of(2)] };
const series = exploreSeries(
  [
    { queryId: "A", series: [{ name: "node_load1", labels: {} }] },
    { queryId: "B", series: [{ name: "node_load5", labels: {} }] },
  ],
  view,
);
const states: Answers["states"] = new Map(["A", "B"].map((id) => [id, { kind: "loading", sinceMs: 0 }]));

function pinned(kind: ExploreKind, changes: Partial<Answers>) {
  const queries = [
    { id: "A", expr: "rate(node_load1)", hidden: false },
    { id: "B", expr: "node_load5", hidden: false },
  ];
  const answers: Answers = {
    view,
    series,
    states,
    exprs: new Map(),
    earlier: new Map(),
    toMs: atMs,
    tookMs: 5,
    ...changes,
  };
  return pinnableOf({ kind, queries, source: "local", window: null, range: null }, answers, {
    limits: new Set(),
    picked: null,
    slots: new Map(),
    unit: "none",
    rangeMs: 60_000,
  });
}

test("what is pinned are the queries that are asked now", () => {
  const earlier = new Map([["A", atMs]]);
  expect(pinned("table", {})).toMatchObject({ query: { exprs: ["rate(node_load1)", "node_load5"] } });
  expect(pinned("table", { earlier })).toMatchObject({
    query: { exprs: ["node_load5"], values: [{ label: "B: node_load5", value: 2 }] },
  });
  expect(pinned("line", { earlier })).toMatchObject({ chart: { lines: [{ label: "B: node_load5" }] } });
});

test.each(["line", "table"] as const)("an earlier run alone, or what is asked anew, is not pinned as a %s", (kind) => {
  const earlier = new Map([
    ["A", atMs],
    ["B", atMs],
  ]);
  expect(pinned(kind, { earlier })).toBeNull();
  expect(pinned(kind, { tookMs: null })).toBeNull();
});

test("an earlier run is told by its time, and by its query where there are others", () => {
  const earlier = new Map([["A", atMs]]);
  expect(earlierRuns({ states, earlier }, "utc")).toBe("A's run from 22:04:10");
  expect(earlierRuns({ states: new Map([...states].slice(0, 1)), earlier }, "utc")).toBe("the run from 22:04:10");
});
