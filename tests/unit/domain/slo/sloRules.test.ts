import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { evaluateGroup, type GroupState, newGroupState } from "../../../../shared/domain/alerts/rules/evaluateGroup.ts";
import { parseRuleFile } from "../../../../shared/domain/alerts/rules/parseRuleFile.ts";
import type { RuleGroup } from "../../../../shared/domain/alerts/rules/ruleFile.ts";
import { MemorySamples, RuleWriter } from "../../../../shared/domain/alerts/ruleTests/memorySamples.ts";
import { queryInstant } from "../../../../shared/domain/promql/engine/engine.ts";
import { LabelSet } from "../../../../shared/domain/promql/engine/labelSet.ts";
import { parseQuery } from "../../../../shared/domain/promql/parseQuery.ts";
import { parseSloFile } from "../../../../shared/domain/slo/formats/parseSloFile.ts";
import { prometheusRuleText, ruleFileText } from "../../../../shared/domain/slo/ruleText.ts";
import { ratioMetric, sloRules } from "../../../../shared/domain/slo/sloRules.ts";
import { seededRandom } from "../../../doubles/seededRandom.ts";

const text = readFileSync(new URL("../../../fixtures/slo/checkout.yaml", import.meta.url), "utf8");
const slos = parseSloFile(text, "checkout.yaml").slos ?? [];
const groups = slos.flatMap(sloRules);
const [availability] = slos;
if (!availability) throw new Error("The fixture has SLOs");

describe("rules as Sloth publishes them", () => {
  const id = '{sloth_id="checkout-availability", sloth_service="checkout", sloth_slo="availability"}';
  const [sli, meta, alerts] = sloRules(availability);

  test("names of groups and series", () => {
    expect([sli, meta, alerts].map((group) => group?.name)).toEqual([
      "sloth-slo-sli-recordings-checkout-availability",
      "sloth-slo-meta-recordings-checkout-availability",
      "sloth-slo-alerts-checkout-availability",
    ]);
    const windows = ["5m", "30m", "1h", "2h", "6h", "1d", "3d", "30d"];
    expect(sli?.rules).toMatchObject(
      windows.map((window) => ({
        record: `slo:sli_error:ratio_rate${window}`,
        labels: { owner: "payments", sloth_id: "checkout-availability", sloth_window: window },
      })),
    );
    expect(meta?.rules).toMatchObject(
      [
        "slo:objective:ratio",
        "slo:error_budget:ratio",
        "slo:time_period:days",
        "slo:current_burn_rate:ratio",
        "slo:period_burn_rate:ratio",
        "slo:period_error_budget_remaining:ratio",
        "sloth_slo_info",
      ].map((record) => ({ record })),
    );
  });

  test("expressions", () => {
    const expressions = new Map(
      [...(sli?.rules ?? []), ...(meta?.rules ?? [])].map((rule) => [
        rule.kind === "record" ? rule.record : "",
        rule.expr,
      ]),
    );
    const same = (name: string, expr: string) => expect(words(expressions.get(name) ?? ""), name).toBe(words(expr));
    same("slo:sli_error:ratio_rate2h", '(sum(rate(orders_total{code=~"5.."}[2h]))) / (sum(rate(orders_total[2h])))');
    same(
      "slo:sli_error:ratio_rate30d",
      `sum_over_time(slo:sli_error:ratio_rate5m${id}[30d]) / ignoring (sloth_window) count_over_time(slo:sli_error:ratio_rate5m${id}[30d])`,
    );
    same(
      "slo:current_burn_rate:ratio",
      `slo:sli_error:ratio_rate5m${id} / on(sloth_id, sloth_slo, sloth_service) group_left slo:error_budget:ratio${id}`,
    );
    same("slo:period_error_budget_remaining:ratio", `1 - slo:period_burn_rate:ratio${id}`);
    same("slo:error_budget:ratio", "vector(0.001)");
  });

  test("alerts of two pairs of windows each", () => {
    const burns = (window: string, factor: string) =>
      `max(slo:sli_error:ratio_rate${window}${id} > (${factor} * 0.001)) without (sloth_window)`;
    const [page, ticket] = alerts?.rules ?? [];
    expect(words(page?.expr ?? "")).toBe(
      words(
        `( ${burns("5m", "14.4")} and ${burns("1h", "14.4")} ) or ( ${burns("30m", "6")} and ${burns("6h", "6")} )`,
      ),
    );
    expect(words(ticket?.expr ?? "")).toBe(
      words(`( ${burns("2h", "3")} and ${burns("1d", "3")} ) or ( ${burns("6h", "1")} and ${burns("3d", "1")} )`),
    );
    expect(page).toMatchObject({
      alert: "CheckoutFails",
      labels: { team: "payments", severity: "critical", sloth_severity: "page" },
      annotations: {
        summary: "Orders fail",
        title: "(page) {{$labels.sloth_service}} {{$labels.sloth_slo}} SLO error budget burn rate is too fast.",
      },
    });
  });

  test("without alerts there is no group of them", () => {
    expect(groups.filter(({ name }) => name.startsWith("sloth-slo-alerts"))).toHaveLength(1);
  });
});

test.each([
  ["a rule file", ruleFileText(groups)],
  ["a PrometheusRule", prometheusRuleText("slos", groups)],
])("%s is read again as it was written", (_name, written) => {
  const read = parseRuleFile(written, "rules.yaml");
  expect(read.problems).toEqual([]);
  const plain = (all: readonly RuleGroup[]) =>
    all.map(({ name, rules }) => ({ name, rules: rules.map((rule) => ({ ...rule, line: 0 })) }));
  expect(plain(read.groups ?? [])).toEqual(plain(groups));
});

test("over simulated traffic the rules give the ratios that whole numbers give, and page", async () => {
  const random = seededRandom(7);
  const samples = new MemorySamples();
  const counts: { bad: number; total: number }[] = [];
  const series = (code: string) => LabelSet.of({ __name__: "orders_total", code });
  // Far above zero, below which a rate is not drawn out.
  let [good, failed] = [1e7, 1e7];
  const stepMs = 60_000;
  for (let minute = 0; minute <= 180; minute++) {
    const requests = 200 + Math.floor(random() * 100);
    const bad = minute > 120 ? Math.floor(requests * 0.04) : 0;
    good += requests - bad;
    failed += bad;
    samples.append(series("200"), minute * stepMs, good);
    samples.append(series("500"), minute * stepMs, failed);
    counts.push({ bad, total: requests });
  }
  const rules = sloRules(availability);
  const atMs = 180 * stepMs;
  const answer = (expr: string, timeMs: number) => {
    const result = queryInstant(expr, timeMs, { source: samples, checkpoint() {}, parse: parseQuery });
    if (result.kind !== "vector") throw new Error("Rules answer vectors");
    return result.samples.map(({ labels, value }) => ({ labels: labels.toRecord(), value }));
  };
  const states: GroupState[] = [];
  for (const group of rules) {
    const writers = group.rules.map(() => new RuleWriter(samples));
    const state = await evaluateGroup(group, newGroupState(group), atMs, {
      ask: async (expr, timeMs) => answer(expr, timeMs),
      write: (rule, timeMs, written) => writers[rule]?.write(timeMs, written ?? []),
      externalLabels: {},
      externalUrl: "",
    });
    states.push(state);
  }
  for (const [window, minutes] of [
    ["5m", 5],
    ["30m", 30],
    ["1h", 60],
    ["2h", 120],
  ] as const) {
    // A range is open on its left: of n minutes it holds the growth of n - 1, the same for both queries.
    const inside = counts.slice(-(minutes - 1));
    const expected = inside.reduce((sum, one) => sum + one.bad, 0) / inside.reduce((sum, one) => sum + one.total, 0);
    const [found] = answer(ratioMetric(window), atMs);
    expect(Math.abs((found?.value ?? Number.NaN) - expected), window).toBeLessThan(1e-9);
  }
  expect([...(states[2]?.[0]?.alerts.values() ?? [])]).toMatchObject([
    { state: "firing", labels: { alertname: "CheckoutFails", sloth_severity: "page" } },
  ]);
});

/** Without what blanks and lines do not say. */
function words(expr: string): string {
  return expr.replace(/\s+/g, " ").replace(/\( /g, "(").replace(/ \)/g, ")").trim();
}
