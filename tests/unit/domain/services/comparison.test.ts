import { expect, test } from "vitest";
import { parseQuery } from "../../../../shared/domain/promql/parseQuery.ts";
import { comparedFigures, overOwnTime, presenceQuery } from "../../../../shared/domain/services/comparison.ts";
import type { ServiceFacts } from "../../../../shared/domain/services/model.ts";
import { serviceScope } from "../../../../shared/domain/services/serviceScope.ts";

function figuresOf(metrics: ServiceFacts["metrics"]) {
  const facts: ServiceFacts = { rateWindowMs: 60_000, presets: [], metrics, labels: ["version"], versions: null };
  return comparedFigures({ ...serviceScope({ matchers: 'job="x"' }, facts, "15m"), by: "version" }, facts);
}

const gauge = (name: string) => ({ name, type: "gauge" });
const counter = (name: string) => ({ name, type: "counter" });

test("releases are compared by what they tell, each figure divided by the label", () => {
  const figures = figuresOf([counter("vllm:request_success_total"), gauge("vllm:time_to_first_token_seconds_bucket")]);
  expect(figures.map(({ id, better }) => [id, better])).toEqual([
    ["requests", null],
    ["errors", "less"],
    ["aborts", "less"],
    ["firstToken", "less"],
  ]);
  for (const { expr } of figures) {
    expect(expr).toContain("version)");
    expect(() => parseQuery(expr), expr).not.toThrow();
  }
});

test.each<[string, string, "less" | "more" | null]>([
  ["a score", "chat_answer_quality_score", "more"],
  ["an accuracy", "eval:accuracy", "more"],
  ["toxicity", "answer_toxicity", "less"],
  ["word error rate", "asr_wer", "less"],
  ["a word that only contains one of these", "scoreboard_size", null],
  ["anything else", "queue_depth", null],
])("a gauge of %s is a figure of quality, or is none", (_, name, better) => {
  const [figure] = figuresOf([gauge(name)]);
  expect(figure?.better ?? null).toBe(better);
});

test("counters and parts of histograms are no figure of quality", () => {
  expect(figuresOf([counter("score_total"), gauge("answer_score_bucket"), gauge("answer_score_sum")])).toEqual([]);
});

test("a release is there where what the first figure counts is told", () => {
  const facts: ServiceFacts = {
    rateWindowMs: 60_000,
    presets: [],
    metrics: [counter("vllm:request_success_total")],
    labels: ["version"],
    versions: null,
  };
  const scope = { ...serviceScope({ matchers: 'job="x"' }, facts, "15m"), by: "version" };
  expect(presenceQuery(scope, comparedFigures(scope, facts))).toBe(
    'group by (version) (vllm:request_success_total{job="x"})',
  );
  expect(presenceQuery(scope, [])).toBeNull();
});

test.each<[string, Parameters<typeof overOwnTime>, number | null]>([
  ["two minutes of fifteen", ["perSecond", 0.6, 900_000, 120_000], 4.5],
  ["all of the time", ["perSecond", 4.5, 900_000, 900_000], 4.5],
  ["one step more than there is", ["perSecond", 4.5, 900_000, 910_000], 4.5],
  ["too short to say", ["perSecond", 0.1, 900_000, 50_000], null],
  ["not known yet", ["perSecond", 0.1, 900_000, 0], null],
  ["a latency, which is of its own time anyway", ["seconds", 0.2, 900_000, 10_000], 0.2],
])("a figure over a release's own time: %s", (_, asked, expected) => {
  const figure = overOwnTime(...asked);
  if (expected === null) expect(figure).toBeNull();
  else expect(figure).toBeCloseTo(expected, 10);
});
