import { expect, test } from "vitest";
import { type HealthEvidence, healthOf } from "../../../../shared/domain/services/health.ts";
import { verdictOf, worstVerdict } from "../../../../shared/domain/services/limits.ts";
import type { ServiceAlert, ServiceHealth, SignalId } from "../../../../shared/domain/services/model.ts";

const targets = (...states: HealthEvidence["targets"][number]["state"][]) => states.map((state) => ({ state }));
const good: HealthEvidence = { failure: null, targets: targets("up", "up"), isKnown: true, isFresh: true };

test.each<[string, Partial<HealthEvidence>, ServiceHealth]>([
  ["all answer", {}, { kind: "ok" }],
  ["the labels say nothing of targets", { targets: [] }, { kind: "ok" }],
  ["one does not answer", { targets: targets("up", "down") }, { kind: "degraded", down: 1, targets: 2 }],
  ["one is not reached", { targets: targets("up", "unreachable") }, { kind: "degraded", down: 1, targets: 2 }],
  ["none answers", { targets: targets("down", "down"), isFresh: false }, { kind: "down", targets: 2 }],
  ["none answers, one cannot be asked", { targets: targets("down", "unreachable") }, { kind: "down", targets: 2 }],
  [
    "nobody can ask: that is not down",
    { targets: targets("unreachable"), isFresh: false },
    { kind: "stale", why: "unreachable" },
  ],
  ["none was asked yet", { targets: targets("waiting"), isKnown: false, isFresh: false }, { kind: "waiting" }],
  ["nothing matches", { targets: [], isKnown: false, isFresh: false }, { kind: "noData" }],
  ["samples ended", { targets: [], isFresh: false }, { kind: "stale", why: "noSamples" }],
  [
    "the source is gone, whatever else is known",
    { failure: { code: "UNAVAILABLE", message: "no" } },
    { kind: "failed", code: "UNAVAILABLE", message: "no" },
  ],
])("%s", (_, evidence, health) => {
  expect(healthOf({ ...good, ...evidence })).toEqual(health);
});

const none: ServiceAlert[] = [];
const fires = (name: string, severity: "critical" | "warning" | "info"): ServiceAlert[] => [
  { id: name, name, severity },
];

test.each<[SignalId, number | undefined, readonly ServiceAlert[], string]>([
  ["errorRatio", 0.0099, none, "ok"],
  ["errorRatio", 0.01, none, "warning"],
  ["errorRatio", 0.05, none, "critical"],
  ["kvCache", 0.9, none, "warning"],
  ["kvCache", 0.98, none, "critical"],
  ["kvCache", undefined, none, "ok"],
  ["p99", 900, none, "ok"],
  ["p99", 9, fires("LatencyP99High", "critical"), "critical"],
  ["p99", undefined, fires("LatencyP99High", "critical"), "ok"],
  ["p50", 9, fires("LatencyP99High", "critical"), "ok"],
  ["kvCache", 0.99, fires("KvCacheFull", "warning"), "warning"],
  ["kvCache", 0.99, fires("RequestQueueLong", "warning"), "critical"],
  ["waiting", 12, fires("RequestQueueLong", "warning"), "warning"],
  ["waiting", 12, [...fires("RequestQueueLong", "warning"), ...fires("RequestQueueVeryLong", "critical")], "critical"],
  ["errorRatio", 0.002, fires("ErrorRateHigh", "info"), "ok"],
])("%s of %s with %j is %s", (signal, value, alerts, verdict) => {
  expect(verdictOf(signal, { signals: value === undefined ? {} : { [signal]: value }, alerts })).toBe(verdict);
});

test("a service is as bad as its worst figure", () => {
  expect(worstVerdict({ signals: { errorRatio: 0.02, kvCache: 0.99 }, alerts: [] })).toBe("critical");
  expect(worstVerdict({ signals: { errorRatio: 0.02, kvCache: 0.5 }, alerts: [] })).toBe("warning");
  expect(worstVerdict({ signals: {}, alerts: [] })).toBe("ok");
});
