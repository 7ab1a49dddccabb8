import { z } from "zod";
import type { Labels } from "../../../../shared/domain/metrics/model.ts";
import { createMatcher } from "../../../../shared/domain/promql/matcher.ts";
import { readYaml } from "../../../../shared/domain/yaml/readYaml.ts";

const configuration = z.looseObject({
  global: z.looseObject({ external_labels: z.record(z.string(), z.string()).optional() }).optional(),
  alerting: z
    .looseObject({
      alert_relabel_configs: z
        .array(z.looseObject({ action: z.string().default("replace"), regex: z.string().default("(.*)") }))
        .optional(),
    })
    .optional(),
});

export const unchanged = (labels: Labels): Labels => labels;

/**
 * What a Prometheus makes of an alert's labels before it sends them on: it adds its external labels, and drops those that
 * `alert_relabel_configs` drops by name, as pairs of servers do with what tells them apart. Other relabelling is not followed:
 * such alerts then stand beside those of the Alertmanager.
 */
export function sentLabels(configurationText: string): (labels: Labels) => Labels {
  const yaml = readYaml(configurationText, configuration, { file: "prometheus.yml", scalars: "text" });
  if (yaml.kind === "invalid") return unchanged;
  const external = yaml.value.global?.external_labels ?? {};
  const dropped = (yaml.value.alerting?.alert_relabel_configs ?? [])
    .filter(({ action }) => action.toLowerCase() === "labeldrop")
    .map(({ regex }) => createMatcher("", "=~", regex));
  return (labels) =>
    Object.fromEntries(
      Object.entries({ ...external, ...labels }).filter(
        ([name, value]) => value !== "" && !dropped.some((pattern) => pattern.matches(name)),
      ),
    );
}
