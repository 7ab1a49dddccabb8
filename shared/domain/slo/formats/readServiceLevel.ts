import { z } from "zod";
import { readYaml } from "../../yaml/readYaml.ts";
import { alertOverride, name, objective, slosOf, texts } from "./readSloth.ts";
import type { ReadSlos, SloDocument } from "./sloFile.ts";

export const serviceLevelVersion = "sloth.slok.dev/v1";

/** As `prometheus/v1`, but in the manner of Kubernetes. */
const serviceLevelSlo = z
  .strictObject({
    name,
    description: z.string().default(""),
    objective,
    labels: texts.optional(),
    sli: z.strictObject({
      events: z.strictObject({ errorQuery: z.string(), totalQuery: z.string() }).optional(),
      raw: z.strictObject({ errorRatioQuery: z.string() }).optional(),
      plugin: z.unknown().optional(),
    }),
    alerting: z
      .strictObject({
        name: z.string().optional(),
        labels: texts.optional(),
        annotations: texts.optional(),
        pageAlert: alertOverride.optional(),
        ticketAlert: alertOverride.optional(),
      })
      .default({}),
  })
  .transform(({ sli: { events, raw, plugin }, alerting: { pageAlert, ticketAlert, ...alerting }, ...slo }) => ({
    ...slo,
    sli: {
      events: events && { error_query: events.errorQuery, total_query: events.totalQuery },
      raw: raw && { error_ratio_query: raw.errorRatioQuery },
      plugin,
    },
    alerting: { ...alerting, page_alert: pageAlert, ticket_alert: ticketAlert },
  }));

const manifest = z.strictObject({
  apiVersion: z.literal(serviceLevelVersion),
  kind: z.literal("PrometheusServiceLevel"),
  metadata: z.unknown(),
  spec: z.strictObject({
    service: name,
    labels: texts.optional(),
    slos: z.array(serviceLevelSlo).min(1, "is empty: at least one SLO is needed"),
  }),
  status: z.unknown().optional(),
});

/** The manifest that Sloth's controller takes. Its window is what the controller runs with: 30 days. */
export function readServiceLevel({ text, file, firstLine }: SloDocument): ReadSlos {
  const yaml = readYaml(text, manifest, { file, firstLine, scalars: "text" });
  if (yaml.kind === "invalid") return { slos: [], problems: yaml.problems };
  const spelling = { format: "serviceLevel", path: ["spec"], keyOf: camelCase } as const;
  return slosOf(yaml.value.spec, spelling, file, yaml.problemAt);
}

function camelCase(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
