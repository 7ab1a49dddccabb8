import { z } from "zod";
import type { Labels } from "../metrics/model.ts";
import { createMatcher, type LabelMatcher } from "../promql/matcher.ts";

export const silenceMatcher = z.object({
  name: z.string().min(1).max(500),
  operator: z.enum(["=", "!=", "=~", "!~"]),
  value: z.string().max(5000),
});
export type SilenceMatcher = Readonly<z.infer<typeof silenceMatcher>>;

export const silence = z.object({
  id: z.string(),
  /** The Alertmanagers that know it. */
  servers: z.array(z.string()),
  matchers: z.array(silenceMatcher),
  startsAtMs: z.number(),
  endsAtMs: z.number(),
  updatedAtMs: z.number(),
  createdBy: z.string(),
  comment: z.string(),
  state: z.enum(["pending", "active", "expired"]),
});
export type Silence = Readonly<z.infer<typeof silence>>;

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

/** Equal ones in whatever order are the same silence to Alertmanager. */
export function sameMatchers(a: readonly SilenceMatcher[], b: readonly SilenceMatcher[]): boolean {
  const text = (matchers: readonly SilenceMatcher[]) =>
    matchers
      .map(({ name, operator, value }) => JSON.stringify([name, operator, value]))
      .sort()
      .join();
  return text(a) === text(b);
}

/** Those that hold back one alert and no other: all of its labels. */
export function matchersOf(labels: Labels): readonly SilenceMatcher[] {
  return Object.entries(labels).map(([name, value]) => ({ name, operator: "=", value }));
}
