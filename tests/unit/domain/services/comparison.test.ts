import { expect, test } from "vitest";
import { parseQuery } from "../../../../shared/domain/promql/parseQuery.ts";
import { comparedFigures } from "../../../../shared/domain/services/comparison.ts";
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
