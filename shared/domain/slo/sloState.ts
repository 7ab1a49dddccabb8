import { z } from "zod";
import { errorCodes } from "../../base/errors.ts";

/** Infinite where an objective of 100 % is missed: it allows nothing. */
const figure = z.custom<number>((value) => typeof value === "number");

const stretch = z.object({ fromMs: z.number(), toMs: z.number() });

const budget = z.object({
  bad: z.number(),
  total: z.number(),
  expectedTotal: z.number(),
  attainedRatio: z.number(),
  allowedBad: z.number(),
  leftRatio: figure,
});

const windowBurn = z.object({
  window: z.string(),
  rate: figure.nullable(),
  badRatio: z.number().nullable(),
  recordedMs: z.number(),
});

/** How well the counting goes, apart from what was counted. */
const sloHealth = z.discriminatedUnion("kind", [
  /** Not asked yet. */
  z.object({ kind: z.literal("waiting") }),
  z.object({ kind: z.literal("ok") }),
  /** The source answers, and has nothing to count. */
  z.object({ kind: z.literal("noData"), lastMs: z.number().nullable() }),
  /** The source does not answer, or not with something that can be counted. */
  z.object({ kind: z.literal("failed"), code: z.enum(errorCodes), message: z.string() }),
]);
export type SloHealth = Readonly<z.infer<typeof sloHealth>>;

const window = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("rolling"), days: z.number() }),
  z.object({ kind: z.literal("month") }),
]);

const figures = z.object({
  fromMs: z.number(),
  countedToMs: z.number(),
  toMs: z.number(),
  recordedMs: z.number(),
  budget: budget.nullable(),
  burns: z.array(windowBurn).readonly(),
});

const policyLine = z.object({ belowPercent: z.number(), action: z.string(), freezes: z.boolean() });

/** One SLO with its figures, as last counted. */
export const sloState = z.object({
  id: z.string(),
  service: z.string(),
  name: z.string(),
  description: z.string(),
  indicator: z.enum(["availability", "latency", "time"]),
  objectivePercent: z.number(),
  /** Of a latency: in the unit of its buckets. */
  threshold: z.number().nullable(),
  window,
  /** With `{{.window}}` for their range; no total where the share of bad time is asked. */
  queries: z.object({ error: z.string(), total: z.string().nullable() }),
  source: z.string(),
  alertName: z.string(),
  alerts: z.object({ page: z.boolean(), ticket: z.boolean() }),
  policy: z.array(policyLine).readonly(),
  owner: z.string().nullable(),
  reviewed: z.string().nullable(),
  file: z.string(),
  line: z.number().int(),
  /** The form writes Sloth's format alone. */
  format: z.enum(["sloth", "serviceLevel", "openslo", "pyrra"]),
  health: sloHealth,
  /** Null before anything was counted. */
  figures: figures.nullable(),
});
export type SloState = Readonly<z.infer<typeof sloState>>;

/** How an SLO's budget went, for its page. */
export const sloHistory = z.object({
  /** What it is the history of: the SLO's own window, or the one that was asked for. */
  window,
  figures: figures.nullable(),
  timesMs: z.instanceof(Float64Array),
  /** 1 is all of the budget. */
  leftRatios: z.instanceof(Float64Array),
  gaps: z.array(stretch).readonly(),
  /** Burn rates over the long window of each pair, in the order of `policyBurns`, over the last six hours; NaN is a gap. */
  burns: z.array(z.instanceof(Float64Array)).readonly(),
  causes: z
    .array(
      z.object({
        kind: z.enum(["background", "event", "unknown"]),
        text: z.string(),
        stretch: stretch.nullable(),
        spentRatio: figure,
      }),
    )
    .readonly(),
});
export type SloHistory = Readonly<z.infer<typeof sloHistory>>;
