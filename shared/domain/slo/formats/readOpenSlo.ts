import { z } from "zod";
import { localSourceName } from "../../workspace/localSource.ts";
import type { WorkspaceProblem } from "../../workspace/model.ts";
import { inOrder, readYaml } from "../../yaml/readYaml.ts";
import { defaultPolicy } from "../policy.ts";
import type { Slo, SloWindow } from "../slo.ts";
import { parseSloWindow } from "../sloWindow.ts";
import { type OpenSloIndicator, type OpenSloObjective, openSliOf } from "./openSli.ts";
import { queryProblem } from "./readSloth.ts";
import type { ProblemAt, ReadSlos, SloDocument } from "./sloFile.ts";

const share = z
  .string()
  .refine((text) => Number(text) >= 0 && Number(text) <= 1 && text !== "", "Use a share from 0 to 1")
  .transform(Number);
const metricSource = z.strictObject({
  metricSource: z.looseObject({ type: z.string().optional(), spec: z.looseObject({ query: z.string().optional() }) }),
});
const indicator = z.looseObject({
  spec: z.strictObject({
    description: z.string().optional(),
    ratioMetric: z
      .strictObject({
        counter: z.string().optional(),
        good: metricSource.optional(),
        bad: metricSource.optional(),
        total: metricSource.optional(),
        raw: metricSource.optional(),
        rawType: z.enum(["success", "failure"]).optional(),
      })
      .optional(),
    thresholdMetric: metricSource.optional(),
  }),
});
const objective = z.strictObject({
  displayName: z.string().optional(),
  op: z.enum(["lt", "lte", "gt", "gte"]).optional(),
  value: z.string().optional(),
  target: share.optional(),
  targetPercent: z.string().optional(),
  timeSliceTarget: share.optional(),
  timeSliceWindow: z.string().optional(),
});
const timeWindow = z.strictObject({
  duration: z.string(),
  isRolling: z.enum(["true", "false"]).default("false"),
  calendar: z.strictObject({ startTime: z.string(), timeZone: z.string() }).optional(),
});

const metadata = z.looseObject({ name: z.string().min(1) });
const openSlo = z.strictObject({
  apiVersion: z.literal("openslo/v1"),
  kind: z.literal("SLO"),
  metadata,
  spec: z.strictObject({
    description: z.string().default(""),
    service: z.string().min(1),
    indicator: indicator.optional(),
    indicatorRef: z.string().optional(),
    timeWindow: z.array(timeWindow).length(1, "must have one window"),
    budgetingMethod: z.enum(["Occurrences", "Timeslices", "RatioTimeslices"]),
    objectives: z.array(objective).min(1, "is empty"),
    alertPolicies: z.unknown().optional(),
  }),
});
const openSli = z.looseObject({
  apiVersion: z.literal("openslo/v1"),
  kind: z.literal("SLI"),
  metadata,
  ...indicator.shape,
});

/** The SLIs of a file by name, for the SLOs that name them. */
export function readOpenSlis(documents: readonly SloDocument[]): ReadonlyMap<string, OpenSloIndicator> {
  return new Map(
    documents.flatMap(({ text, file, firstLine }) => {
      const yaml = readYaml(text, openSli, { file, firstLine, scalars: "text" });
      return yaml.kind === "value" ? [[yaml.value.metadata.name, yaml.value.spec] as const] : [];
    }),
  );
}

/** One SLO of OpenSLO v1; each of its objectives is an SLO here. No alerts are made for it, as Sloth makes none. */
export function readOpenSlo(
  { text, file, firstLine }: SloDocument,
  slis: ReadonlyMap<string, OpenSloIndicator>,
): ReadSlos {
  const yaml = readYaml(text, openSlo, { file, firstLine, scalars: "text" });
  if (yaml.kind === "invalid") return { slos: [], problems: yaml.problems };
  const { metadata, spec } = yaml.value;
  const found: WorkspaceProblem[] = [];
  const window = windowOf(spec.timeWindow, yaml.problemAt, found);
  const { indicatorRef = "" } = spec;
  const counted = spec.indicator?.spec ?? slis.get(indicatorRef);
  if (!counted) {
    const message = indicatorRef === "" ? "The SLO has no indicator" : `This file has no SLI called ${indicatorRef}`;
    found.push(yaml.problemAt(["spec", "indicatorRef"], message));
  }
  const slos = spec.objectives.map((one, index): Slo | null => {
    const path = ["spec", "objectives", index];
    const objectivePercent = percentOf(one);
    if (objectivePercent === null) found.push(yaml.problemAt(path, "The objective has no target above 0"));
    const sli = counted ? openSliOf(counted, one, spec.budgetingMethod) : null;
    if (typeof sli === "string") found.push(yaml.problemAt(path, sli));
    if (!window || objectivePercent === null || sli === null || typeof sli === "string") return null;
    const queries = sli.kind === "events" ? [sli.errorQuery, sli.totalQuery] : [sli.errorRatioQuery];
    for (const query of queries) {
      const problem = queryProblem(query, ["spec", "indicator"], yaml.problemAt);
      if (problem) found.push(problem);
    }
    const name = spec.objectives.length === 1 ? metadata.name : `${metadata.name}-${index}`;
    return {
      id: `${spec.service}-${name}`,
      service: spec.service,
      name,
      description: spec.description,
      objectivePercent,
      sli,
      window,
      source: localSourceName,
      labels: {},
      alertName: "",
      policy: defaultPolicy,
      owner: null,
      reviewed: null,
      format: "openslo",
      page: null,
      ticket: null,
      file,
      line: yaml.problemAt(path, "").line,
    };
  });
  if (found.length > 0) return { slos: [], problems: inOrder(found) };
  return { slos: slos.filter((slo) => slo !== null), problems: [] };
}

function percentOf({ target, targetPercent }: OpenSloObjective): number | null {
  // As the decimal that is meant: 0.999 x 100 is not 99.9 otherwise.
  const percent = targetPercent === undefined ? Number(((target ?? 0) * 100).toFixed(9)) : Number(targetPercent);
  return percent > 0 && percent <= 100 ? percent : null;
}

function windowOf(
  [read]: readonly z.output<typeof timeWindow>[],
  problemAt: ProblemAt,
  found: WorkspaceProblem[],
): SloWindow | null {
  const at = (key: string, message: string) => {
    found.push(problemAt(["spec", "timeWindow", 0, key], message));
    return null;
  };
  if (!read) return null;
  if (read.isRolling === "true") {
    return (
      parseSloWindow(read.duration) ??
      at("duration", `${read.duration} is no window: use days or weeks such as 30d or 4w`)
    );
  }
  if (read.duration !== "1M") return at("duration", "Of calendar windows a month (1M) alone can be counted");
  const zone = read.calendar?.timeZone ?? "UTC";
  return /^(etc\/)?(utc|gmt)$/i.test(zone)
    ? { kind: "month" }
    : at("calendar", `Months are counted in UTC here, not in ${zone}`);
}
