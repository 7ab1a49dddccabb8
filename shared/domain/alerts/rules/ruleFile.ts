import { z } from "zod";
import type { Labels } from "../../metrics/model.ts";
import { parseDurationMs } from "../../promql/numberLiteral.ts";

/** `5m`, `1h30m`, `0`: Prometheus' durations, read to milliseconds. */
export const promDuration = z.string().transform((text, context) => {
  const durationMs = text === "0" ? 0 : parseDurationMs(text);
  if (durationMs !== null) return durationMs;
  context.addIssue({
    code: "custom",
    message: `${text === "" ? "is empty" : `${text} is not`}, use a duration such as 5m or 1h30m`,
  });
  return z.NEVER;
});

const wholeNumber = z
  .string()
  .regex(/^\d+$/, "Use a whole number")
  .transform((text) => Number(text));

const texts = z.record(z.string(), z.string());

const rule = z.strictObject({
  record: z.string().optional(),
  alert: z.string().optional(),
  expr: z.string().default(""),
  for: promDuration.optional(),
  keep_firing_for: promDuration.optional(),
  labels: texts.optional(),
  annotations: texts.optional(),
});

const group = z.strictObject({
  name: z.string().default(""),
  interval: promDuration.optional(),
  query_offset: promDuration.optional(),
  limit: wholeNumber.optional(),
  labels: texts.optional(),
  rules: z.array(rule).default([]),
});

export const ruleGroups = z.strictObject({ groups: z.array(group).default([]) });
export type RawRule = z.output<typeof rule>;
export type RawGroup = z.output<typeof group>;

interface RuleBase {
  readonly expr: string;
  /** Those of the group, overridden by the rule's own. */
  readonly labels: Labels;
  /** 1-based, of the rule in its file. */
  readonly line: number;
}

/** The answer of a query, kept as a series of its own name. */
export interface RecordingRule extends RuleBase {
  readonly kind: "record";
  readonly record: string;
}

export interface AlertingRule extends RuleBase {
  readonly kind: "alert";
  readonly alert: string;
  /** How long the expression must hold before the alert fires. */
  readonly forMs: number;
  /** How long an alert goes on firing after its expression has ceased to hold. */
  readonly keepFiringForMs: number;
  readonly annotations: Labels;
}

export type Rule = RecordingRule | AlertingRule;

export interface RuleGroup {
  readonly name: string;
  /** Of the file that the group is written in. */
  readonly file: string;
  /** The source that it is asked of, by the workspace's name; null where that is left to who evaluates. */
  readonly source: string | null;
  /** Null where the file leaves it to who evaluates. */
  readonly intervalMs: number | null;
  /** How far in the past the queries are asked, for sources that are behind. */
  readonly queryOffsetMs: number;
  /** Most alerts or series that one rule may make; 0 is any number. */
  readonly limit: number;
  readonly rules: readonly Rule[];
}
