import { z } from "zod";
import { silenceMatcher } from "../silence.ts";

const matchers = z.array(silenceMatcher);
const texts = z.array(z.string());

/** One route of the tree and what it does with the alert. */
const routeStep = z.object({
  /** Places among the siblings from the root down; empty for the root. */
  path: z.array(z.number().int()),
  line: z.number().int(),
  receiver: z.string(),
  matchers,
  continues: z.boolean(),
  /**
   * `receives`: its receiver gets the alert; `passes`: it matches, and routes below it take the alert; `fails`: a matcher does
   * not hold; `skipped`: it was not asked, for the one above does not match or one before it took the alert.
   */
  outcome: z.enum(["receives", "passes", "fails", "skipped"]),
  /** Of those that were asked, the ones that do not hold. */
  failed: matchers,
});
export type RouteStep = Readonly<z.infer<typeof routeStep>>;

/** One route that tells its receiver. */
const delivery = z.object({
  path: z.array(z.number().int()),
  receiver: z.string(),
  /** Kinds; none is a receiver that tells nobody. */
  integrations: texts,
  /** The labels that the alerts of its group share. */
  group: z.record(z.string(), z.string()),
  groupBy: z.union([texts, z.literal("all")]),
  groupWaitMs: z.number(),
  groupIntervalMs: z.number(),
  repeatIntervalMs: z.number(),
  /** Time intervals that mute it now, and those of which one would have to hold but none does. */
  mutedBy: texts,
  inactiveOutside: texts,
});
export type Delivery = Readonly<z.infer<typeof delivery>>;

/** Who gets an alert by one configuration. */
export const routingExplanation = z.object({
  /** In the order of the file. */
  tree: z.array(routeStep),
  deliveries: z.array(delivery),
  /** The inhibit rules that hold it back, with the ids of the alerts that are their source. */
  inhibitedBy: z.array(
    z.object({ line: z.number().int(), source: matchers, target: matchers, equal: texts, alert: z.string() }),
  ),
});
export type RoutingExplanation = Readonly<z.infer<typeof routingExplanation>>;
