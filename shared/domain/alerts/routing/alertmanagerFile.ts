import { z } from "zod";
import { promDuration } from "../rules/ruleFile.ts";
import type { SilenceMatcher } from "../silence.ts";
import { type TimeSpan, timeSpan } from "./timeIntervals.ts";

/** An Alertmanager's configuration, as far as it decides who gets which alert. */
export interface AlertmanagerConfig {
  readonly route: Route;
  readonly receivers: readonly Receiver[];
  readonly inhibitRules: readonly InhibitRule[];
  readonly timeIntervals: ReadonlyMap<string, readonly TimeSpan[]>;
}

/** With what it inherits. */
export interface Route {
  /** 1-based, of the file. */
  readonly line: number;
  readonly receiver: string;
  /** All must hold; the root has none. */
  readonly matchers: readonly SilenceMatcher[];
  /** Whether the routes behind it are asked too once it has taken an alert. */
  readonly continues: boolean;
  /** Labels by which alerts are told of together; `all` tells of each alone. */
  readonly groupBy: readonly string[] | "all";
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatIntervalMs: number;
  /** Names of time intervals. */
  readonly muteIn: readonly string[];
  readonly activeIn: readonly string[];
  readonly routes: readonly Route[];
}

export interface Receiver {
  readonly name: string;
  /** Kinds such as `email` or `pagerduty`, each as often as it is told; none is a receiver that tells nobody. */
  readonly integrations: readonly string[];
}

export interface InhibitRule {
  readonly line: number;
  readonly source: readonly SilenceMatcher[];
  readonly target: readonly SilenceMatcher[];
  /** Labels that both alerts must have the same. */
  readonly equal: readonly string[];
}

/** YAML gives an empty text where a key has no value. */
function optional<S extends z.ZodType>(schema: S) {
  return z.preprocess((value) => (value === "" ? undefined : value), schema.optional());
}

const yes = ["true", "yes", "on", "y"];
const flag = z
  .string()
  .refine((text) => [...yes, "false", "no", "off", "n"].includes(text.toLowerCase()), "Use true or false")
  .transform((text) => yes.includes(text.toLowerCase()));
const texts = optional(z.array(z.string()));
const pairs = optional(z.record(z.string(), z.string()));
const notZero = promDuration.refine((durationMs) => durationMs > 0, "must be longer than zero");

export interface RawRoute {
  readonly receiver?: string | undefined;
  readonly group_by?: readonly string[] | undefined;
  readonly match?: Readonly<Record<string, string>> | undefined;
  readonly match_re?: Readonly<Record<string, string>> | undefined;
  readonly matchers?: readonly string[] | undefined;
  readonly continue?: boolean | undefined;
  readonly group_wait?: number | undefined;
  readonly group_interval?: number | undefined;
  readonly repeat_interval?: number | undefined;
  readonly mute_time_intervals?: readonly string[] | undefined;
  readonly active_time_intervals?: readonly string[] | undefined;
  readonly routes?: readonly RawRoute[] | undefined;
}

const inhibitRule = z.strictObject({
  name: z.string().optional(),
  source_match: pairs,
  source_match_re: pairs,
  source_matchers: texts,
  target_match: pairs,
  target_match_re: pairs,
  target_matchers: texts,
  equal: texts,
});
export type RawInhibitRule = z.output<typeof inhibitRule>;

const namedInterval = z.strictObject({ name: z.string().min(1), time_intervals: optional(z.array(timeSpan)) });

/**
 * The file's shape. What integrations and `global` hold is theirs and not looked at. With `unknownKeys: "ignored"` keys that
 * this console does not know are passed over: a server has taken them, and it may be newer than the console.
 */
export function alertmanagerFile(unknownKeys: "refused" | "ignored") {
  const others = unknownKeys === "refused" ? z.never() : z.unknown();
  const route: z.ZodType<RawRoute> = z.lazy(() =>
    z
      .object({
        receiver: z.string().optional(),
        group_by: texts,
        match: pairs,
        match_re: pairs,
        matchers: texts,
        continue: flag.optional(),
        group_wait: promDuration.optional(),
        group_interval: notZero.optional(),
        repeat_interval: notZero.optional(),
        mute_time_intervals: texts,
        active_time_intervals: texts,
        routes: optional(z.array(route)),
      })
      .catchall(others),
  );
  return z
    .object({
      global: z.unknown().optional(),
      templates: z.unknown().optional(),
      tracing: z.unknown().optional(),
      route,
      receivers: optional(z.array(z.object({ name: z.string().min(1) }).catchall(z.unknown()))),
      inhibit_rules: optional(z.array(inhibitRule)),
      time_intervals: optional(z.array(namedInterval)),
      mute_time_intervals: optional(z.array(namedInterval)),
    })
    .catchall(others);
}
export type RawAlertmanagerFile = z.output<ReturnType<typeof alertmanagerFile>>;
