import { RE2JS } from "re2js";
import { z } from "zod";
import { parseDurationMs } from "../workspace/duration.ts";

export const parameterName = z.string().regex(/^[a-z][a-z0-9_]{0,40}$/, "Use a name such as max_num_seqs");

const described = {
  title: z.string().max(100).optional(),
  /** PromQL whose first value is the default; asked when the review opens. */
  default_query: z.string().min(1).max(2000).optional(),
};
const pattern = z.string().min(1).max(500).refine(isPattern, "Not a regular expression that RE2 understands");
const secretReference = /^secret:[A-Za-z0-9_.-]{1,100}$/;

/** What a run is told: typed, so that a value is known to be one before it stands in a command. */
export const parameter = z.discriminatedUnion(
  "type",
  [
    z.strictObject({ ...described, type: z.literal("string"), pattern, default: z.string().optional() }),
    z.strictObject({
      ...described,
      type: z.literal("integer"),
      min: z.number().int(),
      max: z.number().int(),
      default: z.number().int().optional(),
    }),
    z.strictObject({
      ...described,
      type: z.literal("enum"),
      values: z.array(z.string().min(1)).min(1).max(100),
      default: z.string().optional(),
    }),
    z.strictObject({ ...described, type: z.literal("host"), default: z.string().optional() }),
    z.strictObject({ ...described, type: z.literal("duration"), default: z.string().optional() }),
    /** The name of a secret; its value is read when it is used, and is never shown, stored or written. */
    z.strictObject({ ...described, type: z.literal("secret"), default: z.string().optional() }),
  ],
  "Use type: string, integer, enum, host, duration or secret",
);
export type Parameter = Readonly<z.infer<typeof parameter>>;

/** What is wrong with a value; null when it is one. */
export function valueProblem(parameter: Parameter, value: string, hosts: readonly string[]): string | null {
  switch (parameter.type) {
    case "string":
      return RE2JS.compile(parameter.pattern).matches(value) ? null : `does not match ${parameter.pattern}`;
    case "integer": {
      const { min, max } = parameter;
      const isWithin = /^-?\d{1,15}$/.test(value) && Number(value) >= min && Number(value) <= max;
      return isWithin ? null : `is no whole number from ${min} to ${max}`;
    }
    case "enum":
      return parameter.values.includes(value) ? null : `is none of ${parameter.values.join(", ")}`;
    case "host":
      return hosts.includes(value) ? null : "is no host of this workspace";
    case "duration":
      return parseDurationMs(value) === null ? "is no duration such as 30s or 5m" : null;
    case "secret":
      return secretReference.test(value) ? null : "is no name of a secret, such as secret:vllm-token";
  }
}

/** Stands for the value while the file is read; null when it may stand in a query only between quotes. */
export function bareSample(parameter: Parameter): string | null {
  return parameter.type === "integer" ? "1" : parameter.type === "duration" ? "1m" : null;
}

function isPattern(text: string): boolean {
  try {
    RE2JS.compile(text);
    return true;
  } catch {
    return false;
  }
}
