import { expect, test } from "vitest";
import {
  addQuery,
  changeQuery,
  emptyView,
  formatExploreView,
  mostQueries,
  parseExploreView,
  removeQuery,
} from "../../../../../renderer/features/explore/exploreView.ts";

const view = {
  source: "prometheus eu-1",
  kind: "heatmap",
  queries: [
    { id: "A", expr: 'sum by (le) (rate(x_bucket{a="b&c", d=~"e|f"}[5m]))', hidden: false },
    { id: "B", expr: "vector(4)\n# 100 % + 1", hidden: true },
  ],
  window: { fromMs: 1795565662123, toMs: 1795565692123 },
  range: null,
} as const;

test("an address restores its view", () => {
  expect(parseExploreView(formatExploreView(view))).toEqual(view);
  expect(formatExploreView(emptyView)).toBe("q=");
  expect(formatExploreView({ ...emptyView, range: "6h" })).toBe("q=&range=6h");
  expect(parseExploreView("q=&range=6h")).toEqual({ ...emptyView, range: "6h" });
  expect(parseExploreView("q=")).toEqual(emptyView);
});

test.each([
  ["", emptyView],
  ["kind=pie&source=&q=up&h=Z", { ...emptyView, queries: [{ id: "A", expr: "up", hidden: false }] }],
  ["%E0%A4%A", emptyView],
  ["from=5&to=5&range=2y", emptyView],
])("%j takes defaults for what is broken", (search, expected) => {
  expect(parseExploreView(search)).toEqual(expected);
});

test("an address asks no more than a screen can", () => {
  const search = Array.from({ length: 40 }, (_, index) => `q=m${index}`).join("&");
  expect(parseExploreView(search).queries).toHaveLength(mostQueries);
});

test("queries are added with the next letter up to the most there are", () => {
  let grown = addQuery(emptyView);
  expect(grown.queries.map(({ id }) => id)).toEqual(["A", "B"]);
  for (let i = 0; i < 20; i += 1) grown = addQuery(grown);
  expect(grown.queries).toHaveLength(mostQueries);
});

test("removing one moves the others up; the last is emptied", () => {
  const rest = removeQuery(view, "A");
  expect(rest.queries).toEqual([{ id: "A", expr: view.queries[1].expr, hidden: true }]);
  expect(removeQuery(rest, "A").queries).toEqual(emptyView.queries);
});

test("a change touches one query", () => {
  expect(changeQuery(view, "B", { hidden: false }).queries).toEqual([
    view.queries[0],
    { ...view.queries[1], hidden: false },
  ]);
});
