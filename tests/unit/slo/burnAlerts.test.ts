import { expect, test } from "vitest";
import { recordedSeries } from "../../../electron/services/slo/recordedSeries.ts";
import { severityOf } from "../../../shared/domain/alerts/alert.ts";
import { evaluateGroup, newGroupState } from "../../../shared/domain/alerts/rules/evaluateGroup.ts";
import { MemorySamples } from "../../../shared/domain/alerts/ruleTests/memorySamples.ts";
import { queryInstant } from "../../../shared/domain/promql/engine/engine.ts";
import { LabelSet } from "../../../shared/domain/promql/engine/labelSet.ts";
import { parseSloFile } from "../../../shared/domain/slo/formats/parseSloFile.ts";
import { type Slice, sliceMs } from "../../../shared/domain/slo/slices.ts";
import { policyBurns, sloFigures } from "../../../shared/domain/slo/sloFigures.ts";
import { recordedAlerts } from "../../../shared/domain/slo/sloRules.ts";

const [slo] =
  parseSloFile(
    `version: prometheus/v1
service: shop
labels: { team: payments }
slos:
  - name: availability
    objective: 99
    sli: { events: { error_query: "sum(rate(bad[{{.window}}]))", total_query: "sum(rate(all[{{.window}}]))" } }
    alerting: { name: ShopFails }
`,
    "shop.yaml",
  ).slos ?? [];
if (!slo) throw new Error("The file has an SLO");
const endMs = Date.UTC(2026, 10, 20, 12);

/** Four days, the last `minutes` of which had so large a share of bad events. */
const slicesWith = (badShare: number, minutes: number) =>
  Array.from({ length: 4 * 288 }, (_, index): Slice => {
    const ageMs = index * sliceMs;
    return { endMs: endMs - ageMs, bad: 1000 * (ageMs < minutes * 60_000 ? badShare : 0.001), total: 1000 };
  }).reverse();

test.each([
  ["a calm day", 0.001, 0, []],
  ["everything failing for ten minutes", 1, 10, ["critical"]],
  ["a fifth failing for an hour", 0.2, 60, ["critical"]],
  ["four in a hundred failing for a day", 0.04, 24 * 60, ["warning"]],
  ["eight in a hundred failing for six hours", 0.08, 6 * 60, ["critical"]],
  ["what is over for half an hour", 0.001, 30, []],
])(
  "over what was recorded of %s the rule engine fires as the page says",
  async (_name, badShare, minutes, severities) => {
    const figures = sloFigures(slo, slicesWith(badShare, minutes), endMs);
    const samples = new MemorySamples();
    for (const sample of recordedSeries(slo, figures)) samples.append(LabelSet.ofSeries(sample), endMs, sample.value);
    const group = recordedAlerts(slo);
    if (!group) throw new Error("It has alerts");
    expect(group.source).toBe("local");
    const state = await evaluateGroup(group, newGroupState(group), endMs + 20_000, {
      ask: async (expr, timeMs) => {
        const result = queryInstant(expr, timeMs, { source: samples, checkpoint() {} });
        return result.kind === "vector"
          ? result.samples.map(({ labels, value }) => ({ labels: labels.toRecord(), value }))
          : [];
      },
      write() {},
      externalLabels: {},
      externalUrl: "",
    });
    const firing = state.flatMap(({ alerts }) => [...alerts.values()]);
    expect(
      firing.map(({ labels }) => severityOf(labels)).filter((word) => word === "critical" || word === "warning"),
    ).toEqual(expect.arrayContaining(severities));
    for (const { labels } of firing)
      expect(labels).toMatchObject({ alertname: "ShopFails", team: "payments", sloth_service: "shop" });
    const shown = new Set(
      policyBurns(slo, figures.burns).flatMap(({ isBurning, severity }) => (isBurning ? [severity] : [])),
    );
    expect(new Set(firing.map(({ labels }) => labels.sloth_severity))).toEqual(shown);
    expect(firing.length === 0).toBe(severities.length === 0);
  },
);
