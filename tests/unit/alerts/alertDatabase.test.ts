import { afterEach, beforeEach, expect, test } from "vitest";
import { type AlertDatabase, openAlertDatabase } from "../../../electron/services/alerts/alertDatabase.ts";

let store: AlertDatabase;

beforeEach(() => {
  store = openAlertDatabase(":memory:", 0);
});
afterEach(() => store.close());

const stepMs = 60;
const run = (fingerprint: string, fromMs: number, toMs: number | null) => ({
  fingerprint,
  labels: { alertname: fingerprint },
  fromMs,
  toMs,
});
const kept = () =>
  store
    .history({ source: null, rule: null, fromMs: 0, toMs: 10_000, limit: 100 })
    .map(({ fingerprint, firedMs, resolvedMs }) => [fingerprint, firedMs, resolvedMs] as const)
    .sort((a, b) => a[1] - b[1]);

test("what a server says fired is kept once, and goes on from window to window", () => {
  expect(store.readThrough("eu")).toBeNull();
  store.backfill("eu", [run("Hot", 60, 180), run("Slow", 300, null)], { fromMs: 0, toMs: 600, stepMs });
  expect(store.readThrough("eu")).toBe(600);
  expect(kept()).toEqual([
    ["Hot", 60, 180],
    ["Slow", 300, null],
  ]);
  store.backfill("eu", [run("Slow", 600, 900), run("Hot", 1020, null)], { fromMs: 600, toMs: 1200, stepMs });
  // It ended while nobody looked.
  store.backfill("eu", [], { fromMs: 1200, toMs: 1800, stepMs });
  expect(kept()).toEqual([
    ["Hot", 60, 180],
    ["Slow", 300, 900],
    ["Hot", 1020, 1200],
  ]);
});

test("a firing that this console or another server told of stays as it is", () => {
  store.fired({ fingerprint: "Hot", rule: "Hot", labels: {}, activeMs: 50, firedMs: 70 });
  store.backfill("eu", [run("Hot", 60, 180), run("Hot", 600, 720)], { fromMs: 0, toMs: 900, stepMs });
  expect(kept()).toEqual([["Hot", 70, null]]);
  store.resolved("Hot", 185);
  store.backfill("us", [run("Hot", 120, 180), run("Hot", 600, 720)], { fromMs: 0, toMs: 900, stepMs });
  expect(kept()).toEqual([
    ["Hot", 70, 185],
    ["Hot", 600, 720],
  ]);
});

test("a firing of another source does not end when a server stops telling of it", () => {
  store.fired({ fingerprint: "Hot", rule: "Hot", labels: {}, activeMs: 50, firedMs: 70 });
  store.backfill("eu", [], { fromMs: 100, toMs: 200, stepMs });
  expect(kept()).toEqual([["Hot", 70, null]]);
});

test("what fires now and somebody silenced or claimed is touched, what is over is not", () => {
  store.backfill("eu", [run("Hot", 60, 180), run("Hot", 600, null)], { fromMs: 0, toMs: 900, stepMs });
  store.touch("Hot");
  const touched = store
    .history({ source: null, rule: "Hot", fromMs: 0, toMs: 900, limit: 10 })
    .map((firing) => firing.touched);
  expect(touched).toEqual([true, false]);
});
