import type { Labels } from "../metrics/model.ts";
import { createMatcher, type LabelMatcher } from "../promql/matcher.ts";
import type { SilenceMatcher } from "./silence.ts";

/** Alerts for which every matcher holds; a label that an alert lacks counts as empty. Throws RE2's error for a bad pattern. */
export function silenceTest(matchers: readonly SilenceMatcher[]): (alert: { readonly labels: Labels }) => boolean {
  const compiled: readonly LabelMatcher[] = matchers.map(({ name, operator, value }) =>
    createMatcher(name, operator, value),
  );
  return ({ labels }) => compiled.every(({ name, matches }) => matches(labels[name] ?? ""));
}

/** Why Alertmanager would refuse them; null for matchers that are sound. */
export function matchersProblem(matchers: readonly SilenceMatcher[]): string | null {
  if (matchers.length === 0) return "A silence needs a matcher";
  for (const { name, operator, value } of matchers) {
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) return `${name} is not the name of a label`;
    try {
      createMatcher(name, operator, value);
    } catch {
      return `${value} is not a regular expression`;
    }
  }
  const test = silenceTest(matchers);
  return test({ labels: {} })
    ? "A silence needs a matcher that an empty label fails: this one would hold back everything"
    : null;
}
