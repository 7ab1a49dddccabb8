import { describe, expect, it } from "vitest";
import { judgeDrifts, judgeEvents, judgeLines, judgeValues } from "../../../../shared/domain/diagnosis/judge.ts";
import type { DriftReport } from "../../../../shared/domain/drift/featureDrift.ts";
import type { FleetEvent } from "../../../../shared/domain/events/fleetEvent.ts";
import { logLine } from "../../../builders/logLines.ts";
import { buildSymptom } from "../../../builders/patterns.ts";

const sample = (value: number, instance?: string) => ({
  series: { name: "m", labels: instance === undefined ? {} : { instance } },
  value,
});
const everywhere = { host: null, hosts: ["a", "b"], service: "chat" };

describe("values", () => {
  it.each([
    ["above", { above: 0.95 }, [sample(0.9), sample(0.99)], "holds", "99.0 %, 1 of 2"],
    ["not above", { above: 0.95 }, [sample(0.9), sample(0.95)], "absent", "95.0 %"],
    ["below", { below: 0.1 }, [sample(0.05), sample(0.9)], "holds", "5.00 %, 1 of 2"],
    ["nothing there", { above: 0.95 }, [], "unknown", "nothing measured"],
    ["nothing divided by nothing", { above: 0 }, [sample(Number.NaN)], "unknown", "nothing measured"],
    ["zero is a value", { above: 0 }, [sample(0)], "absent", "0 %"],
  ] as const)("%s", (_name, limits, samples, state, text) => {
    expect(judgeValues({ above: undefined, below: undefined, ...limits }, samples, "ratio", everywhere)).toEqual({
      state,
      text,
    });
  });

  it("of one host are its own, and those that name none", () => {
    const at = (host: string) =>
      judgeValues({ above: 1, below: undefined }, [sample(2, "a"), sample(0, "b")], "none", { host });
    expect([at("a").state, at("b").state, at("c").state]).toEqual(["holds", "absent", "unknown"]);
    expect(judgeValues({ above: 1, below: undefined }, [sample(2)], "none", { host: "c" }).state).toBe("holds");
  });
});

describe("lines", () => {
  const period = { fromMs: 1000, toMs: 61_000 };
  const lines = [
    logLine({ host: "a", timeMs: 500, text: "timeout before" }),
    logLine({ host: "a", timeMs: 2000, text: "timeout one" }),
    logLine({ host: "a", timeMs: 3000, text: "timeout two" }),
    logLine({ host: "b", timeMs: 3000, text: "all is well" }),
  ];
  const judge = (atLeast: number, place: { host: string | null; hosts: readonly string[] }, read = ["a", "b"]) =>
    judgeLines(buildSymptom({ log: ["timeout"], atLeast }), lines, new Set(read), place, period);

  it("count within the time", () => {
    expect(judge(2, everywhere)).toMatchObject({ state: "holds", text: "2 lines: timeout two" });
    expect(judge(3, everywhere)).toEqual({ state: "absent", text: "2 in 1m00s" });
  });

  it("of a host are its own", () => {
    expect(judge(1, { host: "b", hosts: ["a", "b"] })).toEqual({ state: "absent", text: "none in 1m00s" });
    expect(judge(1, { host: "a", hosts: ["a", "b"] }).state).toBe("holds");
  });

  it("are unknown where no line was read at all", () => {
    expect(judge(1, { host: "c", hosts: ["c"] })).toEqual({ state: "unknown", text: "no log lines read" });
    expect(judge(1, { host: "b", hosts: ["a", "b"] }, []).state).toBe("unknown");
  });
});

describe("events", () => {
  const event = (over: Partial<FleetEvent>): FleetEvent => ({
    id: 1,
    atMs: 50_000,
    kind: "deploy",
    severity: "info",
    title: "Deploy started",
    text: "chat v1 → v2",
    origin: "docker",
    host: "a",
    gpuIndex: null,
    service: "chat",
    target: null,
    workload: null,
    alert: null,
    run: null,
    ...over,
  });
  const period = { fromMs: 10_000, toMs: 60_000 };
  const deploy = buildSymptom({ event: { kind: "deploy", title: "^Deploy started" } });
  const judge = (
    events: readonly FleetEvent[],
    place = everywhere as Parameters<typeof judgeEvents>[2],
    knownFromMs = 0,
  ) => judgeEvents(deploy, events, place, period, knownFromMs).state;

  it.each([
    ["in time", {}, "holds"],
    ["too early", { atMs: 9000 }, "absent"],
    ["of another kind", { kind: "workload" }, "absent"],
    ["of another title", { title: "Deploy complete" }, "absent"],
    ["of another service on the same host", { service: "parsing" }, "absent"],
    ["of the service without a host", { host: null }, "holds"],
    ["of nobody", { host: "z", service: null }, "absent"],
  ] as const)("%s", (_name, over, state) => expect(judge([event(over)])).toBe(state));

  it("of a host are its own", () => {
    expect(judge([event({})], { ...everywhere, host: "b" })).toBe("absent");
    expect(judge([event({})], { ...everywhere, host: "a" })).toBe("holds");
  });

  it("are unknown before the console watched, unless there is one", () => {
    expect(judge([], everywhere, 30_000)).toBe("unknown");
    expect(judge([event({})], everywhere, 30_000)).toBe("holds");
  });
});

describe("drift", () => {
  const observed = { samples: 300, value: 1, bins: null };
  type Result = DriftReport["features"][number]["result"];
  const feature = (name: string, outcome: Extract<Result, { kind: "asked" }>["outcome"]) => ({
    ...{ name, kind: "mean" as const, metric: "m", minSamples: 20 },
    result: { kind: "asked" as const, reference: observed, now: observed, outcome, versions: [] },
  });
  const drifted = (name: string, level: "none" | "some" | "strong") =>
    feature(name, { kind: "compared", level, psi: null, ks: null, change: 0 });
  const few = feature("rare", { kind: "tooFew", side: "now", samples: 37, needed: 200 });
  const failed = { ...few, result: { kind: "failed" as const, message: "refused" } };
  const report = (...features: DriftReport["features"]): DriftReport => ({
    ...{ atMs: 0, windowMs: 60_000, reference: { beforeMs: 60_000 }, versionLabel: null },
    features,
  });

  it.each([
    ["names the features", "strong", report(drifted("a", "strong"), drifted("b", "some")), "holds", "a"],
    ["of some size", "some", report(drifted("a", "strong"), drifted("b", "some")), "holds", "a, b"],
    ["not as strong", "strong", report(drifted("b", "some"), few), "absent", "none of 1 feature"],
    ["too few to say", "strong", report(few, failed), "unknown", "too few samples of every feature"],
    ["nothing looked at", "some", null, "unknown", "no inputs or outputs of it are looked at"],
  ] as const)("%s", (_name, drift, told, state, text) => {
    expect(judgeDrifts({ drift }, told)).toEqual({ state, text });
  });
});
