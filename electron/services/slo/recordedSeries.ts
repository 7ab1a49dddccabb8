import type { Sample } from "../../../shared/domain/metrics/model.ts";
import type { Slo } from "../../../shared/domain/slo/slo.ts";
import type { SloFigures } from "../../../shared/domain/slo/sloFigures.ts";
import { budgetLeftMetric, identityLabels, ratioMetric } from "../../../shared/domain/slo/sloRules.ts";

/** Figures as series, under the names that Sloth's rules give them: for alerts, charts and Explore. */
export function recordedSeries(slo: Slo, { budget, burns }: SloFigures): readonly Sample[] {
  const labels = { ...slo.labels, ...identityLabels(slo) };
  const left = budget?.leftRatio;
  return [
    ...burns.flatMap(({ window, badRatio }) =>
      badRatio === null
        ? []
        : [{ name: ratioMetric(window), labels: { ...labels, sloth_window: window }, value: badRatio }],
    ),
    ...(left === undefined ? [] : [{ name: budgetLeftMetric, labels, value: left }]),
  ];
}
