import { z } from "zod";
import { isMidwatchError } from "../../../base/errors.ts";
import type { TextSpan } from "../../promql/queryError.ts";
import { localSourceName } from "../../workspace/localSource.ts";
import type { WorkspaceProblem } from "../../workspace/model.ts";
import { inOrder, readYaml } from "../../yaml/readYaml.ts";
import { defaultPolicy, inOrderOfBudget } from "../policy.ts";
import { checkSliQuery, thresholdOf } from "../sliQuery.ts";
import type { Sli, Slo, SloAlert } from "../slo.ts";
import { parseSloWindow } from "../sloWindow.ts";
import { hasWindow } from "../windowTemplate.ts";
import type { ProblemAt, ReadSlos, SloDocument } from "./sloFile.ts";

export const texts = z.record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, "Use letters, digits and _"), z.string());
export const name = z
  .string()
  .regex(/^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/, "Use letters and digits, with . _ and - between them")
  .max(100);

export const objective = z.string().transform((text, context) => {
  const percent = Number(text);
  if (/^\d+(\.\d{1,9})?$/.test(text) && percent > 0 && percent <= 100) return percent;
  context.addIssue({ code: "custom", message: `${text} is no percentage above 0 and at most 100` });
  return z.NEVER;
});

const window = z.string().transform((text, context) => {
  const read = parseSloWindow(text);
  if (read) return read;
  context.addIssue({ code: "custom", message: `${text} is no window: use days such as 28d or 30d, or month` });
  return z.NEVER;
});

export const alertOverride = z.strictObject({
  disable: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .optional(),
  labels: texts.optional(),
  annotations: texts.optional(),
});

const policyLine = z
  .strictObject({
    below: z.string().regex(/^(100|\d{1,2})(\.\d+)?$/, "Use a share of the budget in percent, such as 10"),
    do: z.string().min(1),
    freeze: z.enum(["true", "false"]).default("false"),
  })
  .transform(({ below, do: action, freeze }) => ({ belowPercent: Number(below), action, freezes: freeze === "true" }));

const slothSlo = z.strictObject({
  name,
  description: z.string().default(""),
  objective,
  labels: texts.optional(),
  sli: z.strictObject({
    events: z.strictObject({ error_query: z.string(), total_query: z.string() }).optional(),
    raw: z.strictObject({ error_ratio_query: z.string() }).optional(),
    plugin: z.unknown().optional(),
  }),
  alerting: z
    .strictObject({
      name: z.string().optional(),
      labels: texts.optional(),
      annotations: texts.optional(),
      page_alert: alertOverride.optional(),
      ticket_alert: alertOverride.optional(),
    })
    .default({}),
  /** What Sloth takes from its command line; it skips this key. */
  midwatch: z
    .strictObject({
      window: window.default({ kind: "rolling", days: 30 }),
      source: z.string().min(1).optional(),
      policy: z.array(policyLine).optional(),
      owner: z.string().min(1).optional(),
      reviewed: z.string().min(1).optional(),
    })
    .optional(),
});

const slothFile = z.strictObject({
  version: z.literal("prometheus/v1"),
  service: name,
  labels: texts.optional(),
  slos: z.array(slothSlo).min(1, "is empty: at least one SLO is needed"),
});
type RawSlo = z.output<typeof slothSlo>;

/** SLOs of one service as a document has them, whatever its spelling. */
export interface RawSlos {
  readonly service: string;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly slos: readonly RawSlo[];
}

/** How a document is spelt. */
interface Spelling {
  readonly format: Slo["format"];
  /** Before `slos`. */
  readonly path: readonly string[];
  readonly keyOf: (key: string) => string;
}

/** Sloth's `prometheus/v1`, read strictly: what Sloth would drop in silence is a problem here. */
export function readSloth({ text, file, firstLine }: SloDocument): ReadSlos {
  const yaml = readYaml(text, slothFile, { file, firstLine, scalars: "text" });
  if (yaml.kind === "invalid") return { slos: [], problems: yaml.problems };
  return slosOf(yaml.value, { format: "sloth", path: [], keyOf: (key) => key }, file, yaml.problemAt);
}

/** Checks what a schema cannot, and makes SLOs of it. */
export function slosOf(
  { service, labels = {}, slos }: RawSlos,
  { format, path, keyOf }: Spelling,
  file: string,
  problemAt: ProblemAt,
): ReadSlos {
  const problems = slos.flatMap((slo, index) => problemsOf(slo, [...path, "slos", index], keyOf, problemAt));
  if (problems.length > 0) return { slos: [], problems: inOrder(problems) };
  return {
    slos: slos.map((slo, index): Slo => {
      const { alerting } = slo;
      return {
        id: `${service}-${slo.name}`,
        service,
        name: slo.name,
        description: slo.description,
        objectivePercent: slo.objective,
        sli: sliOf(slo),
        window: slo.midwatch?.window ?? { kind: "rolling", days: 30 },
        source: slo.midwatch?.source ?? localSourceName,
        labels: { ...labels, ...slo.labels },
        alertName: alerting.name ?? "",
        policy: slo.midwatch?.policy ? inOrderOfBudget(slo.midwatch.policy) : defaultPolicy,
        owner: slo.midwatch?.owner ?? null,
        reviewed: slo.midwatch?.reviewed ?? null,
        format,
        page: alertOf(alerting, alerting.page_alert),
        ticket: alertOf(alerting, alerting.ticket_alert),
        file,
        line: problemAt([...path, "slos", index], "").line,
      };
    }),
    problems: [],
  };
}

function sliOf({ sli }: RawSlo): Sli {
  if (sli.raw) return { kind: "time", errorRatioQuery: sli.raw.error_ratio_query };
  const { error_query: errorQuery = "", total_query: totalQuery = "" } = sli.events ?? {};
  return { kind: "events", errorQuery, totalQuery, threshold: thresholdOf(errorQuery) };
}

function alertOf(common: RawSlo["alerting"], own: RawSlo["alerting"]["page_alert"] = {}): SloAlert {
  if (own.disable) return null;
  return { labels: { ...common.labels, ...own.labels }, annotations: { ...common.annotations, ...own.annotations } };
}

function problemsOf(
  { sli, alerting }: RawSlo,
  path: readonly PropertyKey[],
  keyOf: Spelling["keyOf"],
  problemAt: ProblemAt,
): WorkspaceProblem[] {
  const found: WorkspaceProblem[] = [];
  const at = (keys: readonly string[], message: string) =>
    found.push(problemAt([...path, ...keys.map(keyOf)], message));
  const kinds = [sli.events, sli.raw, sli.plugin].filter((one) => one !== undefined).length;
  if (kinds === 0) at(["sli"], "The SLI counts nothing: give it events or raw");
  else if (kinds > 1) at(["sli"], "An SLI is either events or raw, this is both");
  else if (sli.plugin !== undefined)
    at(["sli", "plugin"], "Plugins are programs of Sloth: write their queries as events or raw");
  const isQuiet = alerting.page_alert?.disable === true && alerting.ticket_alert?.disable === true;
  if (!isQuiet && !alerting.name) at(["alerting"], "The alerts have no name: give alerting.name, or disable both");
  if (sli.events && sli.events.error_query === sli.events.total_query)
    at(["sli", "events", "total_query"], "The queries of errors and of all events are the same");
  for (const [kind, queries] of Object.entries({ events: sli.events, raw: sli.raw })) {
    for (const [key, query] of Object.entries(queries ?? {})) {
      const problem = queryProblem(query, [...path, "sli", kind, keyOf(key)], problemAt);
      if (problem) found.push(problem);
    }
  }
  return found;
}

export function queryProblem(
  query: string,
  path: readonly PropertyKey[],
  problemAt: ProblemAt,
): WorkspaceProblem | null {
  const key = String(path.at(-1));
  if (!hasWindow(query)) return problemAt(path, `${key} has no {{.window}}: write it as the range of the query`);
  try {
    checkSliQuery(query);
    return null;
  } catch (error) {
    if (!isMidwatchError(error)) throw error;
    const position = error.detail.position as TextSpan | undefined;
    return problemAt(path, `${key}: ${error.message}`, position?.start ?? 0);
  }
}
