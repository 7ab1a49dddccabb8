import { z } from "zod";
import { driftKinds } from "../workspace/drift.ts";
import { bins } from "./bins.ts";

export const driftLevels = ["none", "some", "strong"] as const;
export type DriftLevel = (typeof driftLevels)[number];

/** What was observed of a feature in one window or of one release. */
const observed = z.object({
  /** Observations, or readings of a gauge. */
  samples: z.number(),
  /** The mean of a histogram, else the figure itself; null where nothing was told. */
  value: z.number().nullable(),
  /** Of a histogram. */
  bins: bins.nullable(),
});
export type Observed = Readonly<z.infer<typeof observed>>;

const driftSide = z.enum(["reference", "now"]);

/** What came of holding one against the other. Nothing told, too little told and no drift are three things. */
const driftOutcome = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("compared"),
    level: z.enum(driftLevels),
    /** Of histograms: the index with what it reaches by chance, the distance with its critical value. */
    psi: z.object({ value: z.number(), byChance: z.number() }).nullable(),
    ks: z.object({ value: z.number(), critical: z.number() }).nullable(),
    /** Of the value, relative to what it was, or in shares of all for `missing`; null where it was zero. */
    change: z.number().nullable(),
  }),
  z.object({ kind: z.literal("nothing"), side: driftSide }),
  z.object({ kind: z.literal("tooFew"), side: driftSide, samples: z.number(), needed: z.number() }),
  /** Histograms that share no bound. */
  z.object({ kind: z.literal("unlike") }),
]);
export type DriftOutcome = Readonly<z.infer<typeof driftOutcome>>;

const drift = z.object({ now: observed, outcome: driftOutcome });

const featureDrift = z.object({
  name: z.string(),
  kind: z.enum(driftKinds),
  metric: z.string(),
  minSamples: z.number(),
  result: z.discriminatedUnion("kind", [
    drift.extend({
      kind: z.literal("asked"),
      reference: observed,
      /** Each release that tells it, held against the same; none where releases are not told apart. */
      versions: z.array(drift.extend({ version: z.string() })).readonly(),
    }),
    /** The source did not answer. */
    z.object({ kind: z.literal("failed"), message: z.string() }),
  ]),
});
export type FeatureDrift = Readonly<z.infer<typeof featureDrift>>;

/** How a service's inputs and outputs stand at a moment. Unix ms. */
export const driftReport = z.object({
  atMs: z.number(),
  windowMs: z.number(),
  reference: z.union([z.object({ beforeMs: z.number() }), z.object({ version: z.string() })]),
  /** The label that tells releases apart; null where there is none. */
  versionLabel: z.string().nullable(),
  features: z.array(featureDrift).readonly(),
});
export type DriftReport = Readonly<z.infer<typeof driftReport>>;
