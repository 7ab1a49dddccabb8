import type { Labels } from "../../metrics/model.ts";

/** When an alert was last known, and when its rule began to be evaluated again. Unix ms. */
interface Restored {
  readonly knownAtMs: number;
  readonly sinceMs: number;
}

/** One alert of a rule. It is pending until `for` has passed; once resolved it is kept a while, so that its end can be told. */
export interface ActiveAlert {
  /** With `alertname`, without a metric's name. */
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly state: "pending" | "firing" | "resolved";
  /** Of the last evaluation in which the expression held. */
  readonly value: number;
  /** Unix ms: since when the expression holds. */
  readonly activeAtMs: number;
  readonly firedAtMs: number | null;
  readonly resolvedAtMs: number | null;
  /** Since when it only goes on because of `keep_firing_for`. */
  readonly keptSinceMs: number | null;
  /** Of before a restart, and not seen since; null once an evaluation has seen it. */
  readonly restored: Restored | null;
}

/** The alerts of one rule by `LabelSet` key. */
export type RuleAlerts = ReadonlyMap<string, ActiveAlert>;

export const noAlerts: RuleAlerts = new Map();
