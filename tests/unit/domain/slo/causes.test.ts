import { expect, test } from "vitest";
import type { FleetEvent } from "../../../../shared/domain/events/fleetEvent.ts";
import { budgetOf } from "../../../../shared/domain/slo/budget.ts";
import { budgetCauses, happeningsIn } from "../../../../shared/domain/slo/causes.ts";
import { type Slice, sliceMs, sumOf } from "../../../../shared/domain/slo/slices.ts";

const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 9, 24);

/** Thirty days of 1,000 events a slice, of which so many of 1,000 are bad at a time. */
const slices = Array.from({ length: 30 * 288 }, (_, index): Slice => {
  const endMs = startMs + (index + 1) * sliceMs;
  const hour = (endMs - startMs) / hourMs;
  const inDeploy = hour > 300 && hour <= 303;
  // Two parts an hour apart are one happening.
  const inUnknown = (hour > 500 && hour <= 501) || (hour > 502 && hour <= 503);
  return { endMs, bad: inDeploy ? 400 : inUnknown ? 200 : 4, total: 1000 };
});
const budget = budgetOf(sumOf(slices), 99);
if (!budget) throw new Error("There is traffic");

const event = (kind: FleetEvent["kind"], hour: number, text: string): FleetEvent => ({
  ...{ id: hour, atMs: startMs + hour * hourMs, kind, severity: "info", title: kind, text, origin: "test" },
  ...{ host: null, gpuIndex: null, service: "shop", target: null, workload: null, alert: null, run: null },
});

test("what was spent is put down to the events before it; what has none is unknown, the rest is background", () => {
  const events = [event("alert", 300.2, "Slow"), event("deploy", 299.9, "v2"), event("deploy", 200, "v1")];
  const happenings = happeningsIn(slices, budget, 99);
  const causes = budgetCauses(happenings, budget, ({ fromMs, toMs }) =>
    events.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs),
  );
  expect(causes.map(({ kind, text }) => [kind, text])).toEqual([
    ["background", ""],
    ["event", "deploy: v2"],
    ["unknown", ""],
  ]);
  const [background, deploy, unknown] = causes;
  expect(deploy?.stretch).toEqual({ fromMs: startMs + 300 * hourMs, toMs: startMs + 303 * hourMs });
  expect(deploy?.spentRatio).toBeCloseTo((36 * 400) / budget.allowedBad, 12);
  expect(unknown?.spentRatio).toBeCloseTo((24 * 200) / budget.allowedBad, 12);
  expect(background?.spentRatio).toBeCloseTo(((30 * 288 - 60) * 4) / budget.allowedBad, 12);
  expect(causes.reduce((sum, { spentRatio }) => sum + spentRatio, 0)).toBeCloseTo(1 - budget.leftRatio, 12);
});
