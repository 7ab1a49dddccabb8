import { z } from "zod";
import { fileDuration } from "../runbook/fileDuration.ts";

const threshold = z
  .strictObject({ some: z.number().positive(), strong: z.number().positive() })
  .refine(({ some, strong }) => some <= strong, { message: "some is to be no more than strong", path: ["some"] });
export type DriftThreshold = Readonly<z.infer<typeof threshold>>;

const thresholds = z.strictObject({
  /** Of the population stability index; 0.1 and 0.25 by default. */
  psi: threshold.optional(),
  /** Of Kolmogorov and Smirnov's distance; 0.1 and 0.2 by default. */
  ks: threshold.optional(),
  /** Of what is one figure: relative to what it was, in shares of all for `missing`. */
  change: threshold.optional(),
});

/** What a feature is told by: a histogram, or one figure. */
export const driftKinds = ["histogram", "mean", "deviation", "missing", "count"] as const;

const feature = z.strictObject({
  name: z.string().min(1).max(100),
  kind: z.enum(driftKinds).default("histogram"),
  /** A PromQL selector: the family of a histogram, a gauge, or with `of` a counter. The service's own matchers are added. */
  metric: z.string().min(1).max(2000),
  /** The counter that `metric` is divided by: the mean is a sum of a count, missing values are some of all. */
  of: z.string().min(1).max(2000).optional(),
  /** Below that many observations (or readings of a gauge), then or now, nothing is said. */
  minSamples: z.number().int().min(1).max(1_000_000_000).optional(),
  thresholds: thresholds.optional(),
});
export type DriftFeature = Readonly<z.infer<typeof feature>>;

/** What of a service's inputs and outputs is held against what it was, and against what. */
export const workspaceDrift = z.strictObject({
  /** How far back "now" goes. */
  window: fileDuration.default(3_600_000),
  /** The same window that long before, or what one release tells. */
  reference: z
    .union(
      [z.strictObject({ before: fileDuration }), z.strictObject({ version: z.string().min(1).max(200) })],
      "Use {before: 1d} for the same window a day before, or {version: v1} for a release",
    )
    .default({ before: 86_400_000 }),
  features: z.array(feature).min(1).max(50),
});
export type WorkspaceDrift = Readonly<z.infer<typeof workspaceDrift>>;
