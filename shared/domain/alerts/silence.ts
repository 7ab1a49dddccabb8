import { z } from "zod";
import type { Labels } from "../metrics/model.ts";

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
