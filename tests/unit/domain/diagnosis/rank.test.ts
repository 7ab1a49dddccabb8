import { describe, expect, it } from "vitest";
import { conditionKey, nextCheck } from "../../../../shared/domain/diagnosis/nextCheck.ts";
import {
  confidenceOf,
  confidenceWord,
  type SymptomState,
  standingOf,
} from "../../../../shared/domain/diagnosis/rank.ts";
import { buildPattern, buildSymptom } from "../../../builders/patterns.ts";

const logistic = (logOdds: number) => 1 / (1 + Math.exp(-logOdds));

describe("how likely a fault is", () => {
  const pattern = buildPattern({
    prior: -2,
    symptoms: [
      buildSymptom({ title: "required", weight: 2, required: true }),
      buildSymptom({ title: "plain", weight: 1 }),
      buildSymptom({ title: "weak when absent", weight: 1.5, otherwise: 0.25 }),
      buildSymptom({ title: "against", weight: 1, counts: "against" }),
    ],
  });

  it.each<[SymptomState[], number]>([
    [["holds", "unknown", "unknown", "unknown"], -2 + 2],
    [["holds", "holds", "unknown", "unknown"], -2 + 2 + 1],
    [["holds", "absent", "unknown", "unknown"], -2 + 2 - 1],
    [["holds", "unknown", "absent", "unknown"], -2 + 2 - 0.25],
    [["holds", "unknown", "unknown", "holds"], -2 + 2 - 1],
    [["holds", "unknown", "unknown", "absent"], -2 + 2],
    [["holds", "holds", "holds", "holds"], -2 + 2 + 1 + 1.5 - 1],
  ])("adds up log-odds: %j", (states, logOdds) => {
    const standing = standingOf(pattern, states);
    expect(standing).toMatchObject({ ruledOutBy: null, hasEvidence: true });
    expect(standing.confidence).toBeCloseTo(logistic(logOdds), 12);
  });

  it("rules it out without what is required, and says by what", () => {
    expect(standingOf(pattern, ["absent", "holds", "holds", "unknown"])).toMatchObject({
      confidence: 0,
      ruledOutBy: "required",
    });
  });

  it("rules it out by what may not be", () => {
    const excluded = buildPattern({
      symptoms: [buildSymptom({ title: "for" }), buildSymptom({ title: "never", counts: "against", required: true })],
    });
    expect(standingOf(excluded, ["holds", "holds"]).ruledOutBy).toBe("never");
    expect(standingOf(excluded, ["holds", "absent"]).ruledOutBy).toBeNull();
    expect(standingOf(excluded, ["holds", "unknown"]).ruledOutBy).toBeNull();
  });

  it("claims nothing while nothing speaks for it, nor while what is required is unknown", () => {
    expect(standingOf(pattern, [])).toEqual({ confidence: 0, ruledOutBy: null, hasEvidence: false });
    expect(standingOf(pattern, ["unknown", "holds", "holds", "absent"]).confidence).toBe(0);
    expect(standingOf(buildPattern({ symptoms: [buildSymptom({})] }), ["holds"]).hasEvidence).toBe(true);
  });

  it.each([
    [0.96, "High"],
    [0.8, "High"],
    [0.6, "Medium"],
    [0.5, "Medium"],
    [0.49, "Low"],
  ] as const)("calls %s %s", (confidence, word) => expect(confidenceWord(confidence)).toBe(word));

  it("is one half at even odds", () => expect(confidenceOf(0)).toBe(0.5));
});

describe("what to check next", () => {
  const shared = { log: ["timeout"] };
  const first = buildPattern({
    symptoms: [
      buildSymptom({ title: "known", promql: "a", above: 1 }),
      buildSymptom({ title: "small", promql: "b", above: 1, weight: 0.5 }),
      buildSymptom({ title: "both", ...shared, weight: 3 }),
    ],
  });
  const second = buildPattern({
    symptoms: [
      buildSymptom({ title: "known", promql: "c", above: 1 }),
      buildSymptom({ title: "both, too", ...shared, weight: 3 }),
      buildSymptom({ title: "tells", promql: "d", above: 1, weight: 1 }),
    ],
  });
  const unknown: SymptomState = "unknown";

  it("is the unknown symptom that moves the two furthest apart, not one that moves both alike", () => {
    const asked = nextCheck(
      { pattern: first, states: ["holds", unknown, unknown] },
      { pattern: second, states: ["holds", unknown, unknown] },
    );
    expect(asked?.title).toBe("tells");
  });

  it("prefers an answer that ends the matter", () => {
    const decisive = buildPattern({
      symptoms: [buildSymptom({ title: "must", promql: "x", above: 0, weight: 0.1, required: true })],
    });
    expect(
      nextCheck({ pattern: first, states: ["holds", unknown, "holds"] }, { pattern: decisive, states: [] })?.title,
    ).toBe("must");
  });

  it("is nothing where all is known", () => {
    expect(nextCheck({ pattern: first, states: ["holds", "absent", "holds"] }, null)).toBeNull();
  });

  it("knows conditions of one question whatever they are called", () => {
    const [one, two] = [
      buildSymptom({ title: "a", log: ["xx"] }),
      buildSymptom({ title: "b", log: ["xx"], weight: 3 }),
    ];
    expect(conditionKey(one)).toBe(conditionKey(two));
    expect(conditionKey(one)).not.toBe(conditionKey(buildSymptom({ log: ["xx"], atLeast: 2 })));
  });
});
