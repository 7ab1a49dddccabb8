import { z } from "zod";
import { promDuration } from "../rules/ruleFile.ts";

const texts = z.record(z.string(), z.string());
const optionalTexts = z.union([texts, z.literal("").transform(() => ({}))]);

const number = z.string().transform((text, context) => {
  const value = Number(text.replace(/^([+-]?)\.?inf$/i, "$1Infinity").replace(/^\.?nan$/i, "NaN"));
  if (!Number.isNaN(value) || /^\.?nan$/i.test(text)) return value;
  context.addIssue({ code: "custom", message: `${text} is not a number` });
  return z.NEVER;
});

const sample = z.strictObject({
  labels: z.string().default(""),
  value: number.optional(),
  histogram: z.string().optional(),
});

const testCase = z.strictObject({
  name: z.string().default(""),
  interval: promDuration.optional(),
  input_series: z.array(z.strictObject({ series: z.string(), values: z.string() })).default([]),
  alert_rule_test: z
    .array(
      z.strictObject({
        eval_time: promDuration.default(0),
        alertname: z.string().min(1),
        exp_alerts: z
          .union([
            z.array(
              z.strictObject({ exp_labels: optionalTexts.default({}), exp_annotations: optionalTexts.default({}) }),
            ),
            z.literal("").transform(() => []),
          ])
          .default([]),
      }),
    )
    .default([]),
  promql_expr_test: z
    .array(
      z.strictObject({
        expr: z.string(),
        eval_time: promDuration.default(0),
        exp_samples: z.union([z.array(sample), z.literal("").transform(() => [])]).default([]),
      }),
    )
    .default([]),
  external_labels: texts.default({}),
  external_url: z.string().default(""),
});
export type RuleTestCase = z.output<typeof testCase>;

/** A file of rule unit tests, as `promtool test rules` takes it. */
export const ruleTestFile = z.strictObject({
  rule_files: z.array(z.string()).default([]),
  evaluation_interval: promDuration.default(60_000),
  group_eval_order: z.array(z.string()).default([]),
  fuzzy_compare: z.enum(["true", "false"]).default("false"),
  tests: z.array(testCase).default([]),
});
export type RuleTestFile = z.output<typeof ruleTestFile>;
