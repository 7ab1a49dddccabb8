import { RE2JS } from "re2js";
import { parseDurationMs } from "../workspace/duration.ts";
import type { Parameter } from "./parameter.ts";

const secretReference = /^secret:[A-Za-z0-9_.-]{1,100}$/;

/** Why no value can be judged by a parameter's pattern; null when values can. */
export function patternProblem(parameter: Parameter): string | null {
  if (parameter.type !== "string") return null;
  try {
    RE2JS.compile(parameter.pattern);
    return null;
  } catch {
    return "Not a regular expression that RE2 understands";
  }
}

/** What is wrong with a value; null when it is one. Throws RE2's error for a pattern that is none. */
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
