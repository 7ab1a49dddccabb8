import { z } from "zod";
import { MidwatchError } from "../../../../shared/base/errors.ts";
import { oncePer } from "../../../../shared/base/oncePer.ts";
import { type Alert, severityOf } from "../../../../shared/domain/alerts/alert.ts";
import { expressionFacts } from "../../../../shared/domain/alerts/expressionFacts.ts";
import { fingerprint } from "../../../../shared/domain/alerts/fingerprint.ts";
import type { Labels } from "../../../../shared/domain/metrics/model.ts";
import type { RuleGroupStatus } from "../types.ts";

/** Of Prometheus' `/api/v1/rules`; Thanos, Mimir and vmalert answer the same with less or more in it. */
const texts = z.record(z.string(), z.string());
const time = z.string().transform((text) => {
  const timeMs = Date.parse(text);
  // Go's zero time is "never".
  return Number.isNaN(timeMs) || timeMs <= 0 ? null : timeMs;
});
const common = {
  name: z.string(),
  query: z.string(),
  labels: texts.default({}),
  health: z.string().default("unknown"),
  lastError: z.string().default(""),
  evaluationTime: z.number().default(0),
  lastEvaluation: time.nullable().default(null),
};
const alertingRule = z.object({
  ...common,
  type: z.literal("alerting"),
  /** `for`, in seconds. */
  duration: z.number().optional(),
  state: z.enum(["inactive", "pending", "firing"]).catch("inactive"),
  alerts: z
    .array(
      z.object({
        labels: texts,
        annotations: texts.default({}),
        state: z.enum(["pending", "firing"]),
        activeAt: z.string(),
        value: z.string(),
      }),
    )
    .nullish(),
});
const recordingRule = z.object({ ...common, type: z.literal("recording") });
const reply = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      file: z.string().default(""),
      interval: z.number().default(0),
      evaluationTime: z.number().default(0),
      lastEvaluation: time.nullable().default(null),
      rules: z.array(z.discriminatedUnion("type", [alertingRule, recordingRule])).nullish(),
    }),
  ),
});

interface ToldRules {
  readonly groups: readonly RuleGroupStatus[];
  /** By fingerprint, with the labels that the server's Alertmanagers know. */
  readonly alerts: ReadonlyMap<string, Alert>;
}

/** The server's rules and the alerts they have; `sent` are an alert's labels as the server sends them on. */
export function readRules(source: string, data: unknown, sent: (labels: Labels) => Labels): ToldRules {
  const found = reply.safeParse(data);
  if (!found.success) {
    const [issue] = found.error.issues;
    throw new MidwatchError(
      "REMOTE_FAILED",
      `${source} answered what Prometheus does not: ${issue?.path.join(".")} ${issue?.message}`,
    );
  }
  const alerts = new Map<string, Alert>();
  for (const rule of found.data.groups.flatMap(({ rules }) => rules ?? [])) {
    if (rule.type !== "alerting") continue;
    for (const one of rule.alerts ?? []) {
      const alert = alertOf(source, rule, one, sent(one.labels));
      alerts.set(alert.id, alert);
    }
  }
  return { groups: found.data.groups.map((group) => groupOf(source, group)), alerts };
}

const factsOf = oncePer(({ query }: z.output<typeof alertingRule>) => expressionFacts(query));

function alertOf(
  source: string,
  rule: z.output<typeof alertingRule>,
  told: {
    readonly annotations: Labels;
    readonly state: "pending" | "firing";
    readonly activeAt: string;
    readonly value: string;
  },
  labels: Labels,
): Alert {
  const { name, duration } = rule;
  const value = Number(told.value.replace(/Inf$/, "Infinity"));
  return {
    id: fingerprint(labels),
    name,
    severity: severityOf(labels),
    state: told.state,
    labels,
    annotations: told.annotations,
    sinceMs: Date.parse(told.activeAt),
    value: Number.isNaN(value) ? null : value,
    ...factsOf(rule),
    askedAt: source,
    forMs: duration === undefined ? null : duration * 1000,
    sources: [source],
    silencedBy: [],
    inhibitedBy: [],
    claim: null,
  };
}

function groupOf(source: string, group: z.output<typeof reply>["groups"][number]): RuleGroupStatus {
  return {
    source,
    name: group.name,
    file: group.file,
    intervalMs: group.interval * 1000,
    evaluatedAtMs: group.lastEvaluation,
    durationMs: group.lastEvaluation === null ? null : group.evaluationTime * 1000,
    missed: null,
    rules: (group.rules ?? []).map((rule) => ({
      name: rule.name,
      kind: rule.type === "alerting" ? "alert" : "record",
      expr: rule.query,
      labels: rule.labels,
      line: null,
      state: rule.type === "alerting" ? rule.state : null,
      alerts: rule.type === "alerting" ? (rule.alerts ?? []).length : 0,
      health: rule.health === "ok" ? "ok" : rule.health === "err" ? "failed" : "unknown",
      problem: rule.lastError === "" ? null : rule.lastError,
      evaluatedAtMs: rule.lastEvaluation,
      durationMs: rule.lastEvaluation === null ? null : rule.evaluationTime * 1000,
    })),
  };
}
