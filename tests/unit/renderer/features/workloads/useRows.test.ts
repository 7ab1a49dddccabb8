import { expect, test } from "vitest";
import { countOf, type Rows } from "../../../../../renderer/features/workloads/useRows.ts";

type State = Rows<unknown>["state"];
const away = { kind: "away", reason: "connection refused", sinceMs: 1 } as const;

test.each<[string, State, number | undefined]>([
  ["live", { kind: "live" }, 0],
  ["listed from time to time", { kind: "listed", atMs: 1 }, 0],
  ["of a cluster that went away", { ...away, known: true }, 0],
  ["of a cluster that was away from the beginning", { ...away, known: false }, undefined],
  ["refused", { kind: "refused", reason: "viewer may not list pods" }, undefined],
  ["being listed", { kind: "listing", read: 0 }, undefined],
  ["not asked yet", null, undefined],
])("no rows that are %s are %s", (_, state, count) => {
  expect(countOf({ state, rows: [] })).toBe(count);
  expect(countOf({ state, rows: ["one"] })).toBe(1);
});
