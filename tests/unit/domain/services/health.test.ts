import { expect, test } from "vitest";
import { type HealthEvidence, healthOf } from "../../../../shared/domain/services/health.ts";
import { verdictOf, worstVerdict } from "../../../../shared/domain/services/limits.ts";
import type { ServiceHealth } from "../../../../shared/domain/services/model.ts";

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

test.each<[Parameters<typeof verdictOf>[0], number | undefined, string]>([
  ["errorRatio", 0.0099, "ok"],
  ["errorRatio", 0.01, "warning"],
  ["errorRatio", 0.05, "critical"],
  ["kvCache", 0.9, "warning"],
  ["kvCache", 0.98, "critical"],
  ["kvCache", undefined, "ok"],
  ["p99", 900, "ok"],
])("%s of %s is %s", (signal, value, verdict) => {
  expect(verdictOf(signal, value)).toBe(verdict);
});

test("a service is as bad as its worst figure", () => {
  expect(worstVerdict({ errorRatio: 0.02, kvCache: 0.99 })).toBe("critical");
  expect(worstVerdict({ errorRatio: 0.02, kvCache: 0.5 })).toBe("warning");
  expect(worstVerdict({})).toBe("ok");
});
