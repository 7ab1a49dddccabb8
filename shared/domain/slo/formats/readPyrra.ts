import { z } from "zod";
import { localSourceName } from "../../workspace/localSource.ts";
import { inOrder, readYaml } from "../../yaml/readYaml.ts";
import { defaultPolicy } from "../policy.ts";
import { thresholdOf } from "../sliQuery.ts";
import type { Sli } from "../slo.ts";
import { parseSloWindow } from "../sloWindow.ts";
import { queryProblem } from "./readSloth.ts";
import type { ReadSlos, SloDocument } from "./sloFile.ts";

const metric = z.strictObject({ metric: z.string().min(1) });
const grouping = z.array(z.string()).optional();

const pyrraFile = z.strictObject({
  apiVersion: z.literal("pyrra.dev/v1alpha1"),
  kind: z.literal("ServiceLevelObjective"),
  metadata: z.looseObject({ name: z.string().min(1), labels: z.record(z.string(), z.string()).default({}) }),
  spec: z.strictObject({
    description: z.string().default(""),
    target: z
      .string()
      .refine((text) => Number(text) > 0 && Number(text) <= 100, "Use a percentage above 0, at most 100"),
    window: z.string(),
    alerting: z.looseObject({ disabled: z.string().optional(), name: z.string().optional() }).optional(),
    indicator: z.strictObject({
      ratio: z.strictObject({ errors: metric, total: metric, grouping }).optional(),
      latency: z.strictObject({ success: metric, total: metric, grouping }).optional(),
      latencyNative: z.unknown().optional(),
      bool_gauge: z.strictObject({ metric: z.string().min(1), grouping }).optional(),
    }),
  }),
});
type Indicator = z.output<typeof pyrraFile>["spec"]["indicator"];

/** Pyrra's ServiceLevelObjective, counted as Pyrra counts it. */
export function readPyrra({ text, file, firstLine }: SloDocument): ReadSlos {
  const yaml = readYaml(text, pyrraFile, { file, firstLine, scalars: "text" });
  if (yaml.kind === "invalid") return { slos: [], problems: yaml.problems };
  const { metadata, spec } = yaml.value;
  const refused = (path: readonly string[], message: string): ReadSlos => ({
    slos: [],
    problems: [yaml.problemAt(["spec", ...path], message)],
  });
  const window = parseSloWindow(spec.window);
  if (!window) return refused(["window"], `${spec.window} is no window: use days or weeks such as 4w`);
  const { indicator } = spec;
  if (indicator.latencyNative !== undefined)
    return refused(
      ["indicator", "latencyNative"],
      "Native histograms cannot be counted here: use latency with buckets",
    );
  const groups = (indicator.ratio ?? indicator.latency ?? indicator.bool_gauge)?.grouping ?? [];
  if (groups.length > 0)
    return refused(
      ["indicator"],
      "grouping makes an SLO of each value: write one file for each, with the value in its selectors",
    );
  const sli = sliOf(indicator);
  if (!sli) return refused(["indicator"], "The indicator counts nothing: give it ratio, latency or bool_gauge");
  const queries = sli.kind === "events" ? [sli.errorQuery, sli.totalQuery] : [sli.errorRatioQuery];
  const problems = queries.flatMap((query) => queryProblem(query, ["spec", "indicator"], yaml.problemAt) ?? []);
  if (problems.length > 0) return { slos: [], problems: inOrder(problems) };
  const { name } = metadata;
  const alert = spec.alerting?.disabled === "true" ? null : { labels: {}, annotations: {} };
  return {
    slos: [
      {
        id: `pyrra-${name}`,
        service: "pyrra",
        name,
        description: spec.description,
        objectivePercent: Number(spec.target),
        sli,
        window,
        source: localSourceName,
        labels: prefixed(metadata.labels),
        alertName: spec.alerting?.name ?? "ErrorBudgetBurn",
        policy: defaultPolicy,
        owner: null,
        reviewed: null,
        format: "pyrra",
        page: alert,
        ticket: alert,
        file,
        line: firstLine,
      },
    ],
    problems: [],
  };
}

function sliOf({ ratio, latency, bool_gauge: gauge }: Indicator): Sli | null {
  const rate = (selector: string) => `sum(rate(${selector}[{{.window}}]))`;
  if (ratio)
    return {
      kind: "events",
      errorQuery: rate(ratio.errors.metric),
      totalQuery: rate(ratio.total.metric),
      threshold: null,
    };
  if (latency) {
    const totalQuery = rate(latency.total.metric);
    const errorQuery = `${totalQuery} - ${rate(latency.success.metric)}`;
    return { kind: "events", errorQuery, totalQuery, threshold: thresholdOf(errorQuery) };
  }
  if (!gauge) return null;
  const over = (aggregate: string) => `sum(${aggregate}_over_time(${gauge.metric}[{{.window}}]))`;
  return { kind: "time", errorRatioQuery: `1 - ${over("sum")} / ${over("count")}` };
}

/** Pyrra passes on the labels of the resource under a prefix alone. */
function prefixed(labels: Readonly<Record<string, string>>): Record<string, string> {
  const prefix = "pyrra.dev/";
  return Object.fromEntries(
    Object.entries(labels).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
    ),
  );
}
