import { describe, expect, it } from "vitest";
import type { InstantAnswer } from "../../../../shared/domain/metrics/model.ts";
import { computeBlastRadius, type FleetHost } from "../../../../shared/domain/runbook/blastRadius.ts";
import { canonicalJson } from "../../../../shared/domain/runbook/canonicalJson.ts";
import { observe, parseCondition } from "../../../../shared/domain/runbook/condition.ts";
import { confirmationOf, isConfirmed } from "../../../../shared/domain/runbook/confirmation.ts";
import { maskSecrets } from "../../../../shared/domain/runbook/maskSecrets.ts";
import { shellWords } from "../../../../shared/domain/runbook/shellWords.ts";
import { hold, judge, notHeld, worst } from "../../../../shared/domain/runbook/verdict.ts";
import { planWaves } from "../../../../shared/domain/runbook/waves.ts";

const vector = (...values: number[]): InstantAnswer => ({
  kind: "vector",
  timeMs: 0,
  warnings: [],
  infos: [],
  samples: values.map((value) => ({ series: { name: "", labels: {} }, value })),
});

describe("an observation", () => {
  const below = parseCondition("x < 5");
  it.each([
    ["nothing", [], { outcome: "missing", value: null }],
    ["NaN beside a good value", [1, Number.NaN], { outcome: "missing", value: null }],
    ["all within", [1, 4], { outcome: "true", value: 1 }],
    ["one beyond", [1, 5, 9], { outcome: "false", value: 5 }],
    ["zero", [0], { outcome: "true", value: 0 }],
  ])("%s", (_, values, expected) => {
    if (!below) throw new Error("no condition");
    expect(observe(below, vector(...values))).toEqual(expected);
  });
});

describe("a verdict", () => {
  type Told = readonly [atSeconds: number, outcome: "true" | "false" | "missing"];
  const limits = { windowMs: 10_000, deadlineMs: 60_000 };
  it.each<[string, readonly Told[], number, ReturnType<typeof judge>]>([
    ["open", [[0, "false"]], 5, null],
    [
      "held for the window",
      [
        [0, "true"],
        [5, "true"],
        [10, "true"],
      ],
      10,
      "passed",
    ],
    [
      "a break starts the window again",
      [
        [0, "true"],
        [6, "false"],
        [8, "true"],
        [14, "true"],
      ],
      14,
      null,
    ],
    [
      "a gap starts the window again",
      [
        [0, "true"],
        [6, "missing"],
        [8, "true"],
        [14, "true"],
      ],
      14,
      null,
    ],
    [
      "out of bounds at the end",
      [
        [0, "missing"],
        [59, "false"],
      ],
      60,
      "failed",
    ],
    [
      "missing at the end",
      [
        [0, "false"],
        [59, "missing"],
      ],
      60,
      "inconclusive",
    ],
    ["never measured", [], 60, "inconclusive"],
    [
      "not held for long enough",
      [
        [0, "false"],
        [55, "true"],
      ],
      60,
      "inconclusive",
    ],
  ])("%s", (_, told, nowSeconds, expected) => {
    const holding = told.reduce((held, [at, outcome]) => hold(held, { outcome, value: null }, at * 1000), notHeld);
    expect(judge(holding, { ...limits, nowMs: nowSeconds * 1000 })).toBe(expected);
  });

  it.each([
    [["passed", "passed"], "passed"],
    [["passed", "inconclusive"], "inconclusive"],
    [["inconclusive", "failed"], "failed"],
    [[], "inconclusive"],
  ] as const)("%j together are %s", (verdicts, expected) => {
    expect(worst(verdicts)).toBe(expected);
  });
});

describe("waves", () => {
  it.each([
    [["a"], { canary: 1, wave: 4 }, [["a"]]],
    [["a", "b", "c", "d", "e"], { canary: 1, wave: 2 }, [["a"], ["b", "c"], ["d", "e"]]],
    [["a", "b", "c"], { canary: 0, wave: 2 }, [["a", "b"], ["c"]]],
    [["a", "b"], { canary: 5, wave: 1 }, [["a", "b"]]],
    [[], { canary: 1, wave: 1 }, []],
  ])("%j by %j", (targets, rollout, expected) => {
    expect(planWaves(targets, rollout)).toEqual(expected);
  });
});

describe("blast radius", () => {
  const host = (name: string, healthy = true): FleetHost => ({ host: name, group: name.slice(0, 1), gpus: 8, healthy });
  const fleet = [host("a1"), host("a2"), host("a3", false), host("a4"), host("b1")];
  const caps = { kind: "hosts", max: 2, minHealthy: 0 } as const;

  it("counts targets, GPUs and what is left while the largest wave is away", () => {
    expect(computeBlastRadius(fleet, [["a1"], ["a2"]], caps)).toEqual({
      targets: 2,
      gpus: 16,
      groups: [{ group: "a", targets: 2, hosts: 4, healthy: 3, healthyLeft: 2 }],
      problems: [],
    });
  });

  it.each([
    ["too many", [["a1", "a2", "a4"]], caps, "3 targets are chosen, the runbook allows 2"],
    ["too large a share", [["a1", "a2"]], { ...caps, maxShare: 0.25 }, "the runbook allows 25 %"],
    ["too few healthy", [["a1", "a2"]], { ...caps, minHealthy: 2 }, "1 healthy hosts of a would be left"],
  ])("%s", (_, waves, asked, expected) => {
    expect(computeBlastRadius(fleet, waves, asked).problems.join()).toContain(expected);
  });

  it("a host that is down already does not count as lost by the run", () => {
    expect(computeBlastRadius(fleet, [["a3"]], { ...caps, minHealthy: 3 }).problems).toEqual([]);
  });
});

describe("confirmation", () => {
  const on = (environmentKind: "production" | "staging", ...names: string[]) =>
    names.map((name) => ({ host: name, environmentKind }));
  it.each([
    ["read-only", on("production", "a", "b"), { kind: "none" }],
    ["reversible", on("staging", "a"), { kind: "click" }],
    ["reversible", on("production", "a"), { kind: "typed", text: "a" }],
    ["reversible", on("staging", "a", "b"), { kind: "typed", text: "2 hosts" }],
    ["disruptive", on("staging", "a"), { kind: "typed", text: "a" }],
  ] as const)("%s of %j", (risk, targets, expected) => {
    expect(confirmationOf(risk, targets)).toEqual(expected);
  });

  it("is exact", () => {
    expect(isConfirmed({ kind: "typed", text: "gpu-a09" }, "gpu-a0")).toBe(false);
    expect(isConfirmed({ kind: "typed", text: "gpu-a09" }, "gpu-a09 ")).toBe(false);
    expect(isConfirmed({ kind: "typed", text: "gpu-a09" }, "gpu-a09")).toBe(true);
  });
});

describe("texts", () => {
  it("equal values have equal JSON", () => {
    expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}');
    expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }));
  });

  it("a command is quoted word by word", () => {
    expect(shellWords(["systemctl", "restart", "--", "it's a unit", "$(id)"])).toBe(
      "systemctl restart -- 'it'\\''s a unit' '$(id)'",
    );
  });

  it("secrets are hidden however they are spelled", () => {
    const mask = maskSecrets(['p@ss"word', "abc", "line one\nline two"]);
    expect(mask('x p@ss"word p%40ss%22word "p@ss\\"word"')).toBe('x [hidden] [hidden] "[hidden]"');
    expect(mask("abc line two")).toBe("abc [hidden]");
  });
});
