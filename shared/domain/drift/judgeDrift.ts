import type { DriftFeature, DriftThreshold } from "../workspace/drift.ts";
import { coarsened, joinBins } from "./bins.ts";
import { type DriftLevel, type DriftOutcome, driftLevels, type Observed } from "./featureDrift.ts";
import { ksCritical, ksDistance } from "./kolmogorovSmirnov.ts";
import { changeSize, relativeChange } from "./relativeChange.ts";
import { populationStability, stabilityByChance } from "./stability.ts";

type Judged = Pick<DriftFeature, "kind" | "of" | "minSamples" | "thresholds">;
type Compared = Extract<DriftOutcome, { readonly kind: "compared" }>;

/** The index is taken over some ten bins, as it is everywhere: over many narrow ones chance alone would add up. */
const leastBinShare = 0.1;
const leastObservations = 200;
const leastReadings = 20;

const psiUsual: DriftThreshold = { some: 0.1, strong: 0.25 };
const ksUsual: DriftThreshold = { some: 0.1, strong: 0.2 };
const changeUsual: Readonly<Record<Exclude<DriftFeature["kind"], "histogram">, DriftThreshold>> = {
  mean: { some: 0.1, strong: 0.25 },
  deviation: { some: 0.1, strong: 0.25 },
  // Of all values.
  missing: { some: 0.02, strong: 0.1 },
  // A feature more or less is another model's input.
  count: { some: 0.005, strong: 0.1 },
};

export function samplesNeeded({ kind, of, minSamples }: Judged): number {
  return minSamples ?? (kind === "histogram" || of !== undefined ? leastObservations : leastReadings);
}

/** Holds what is observed against the reference; nothing is said of too few samples. */
export function judgeDrift(feature: Judged, reference: Observed, now: Observed): DriftOutcome {
  const needed = samplesNeeded(feature);
  const sides = { reference, now };
  for (const side of ["reference", "now"] as const) {
    if (sides[side].samples <= 0) return { kind: "nothing", side };
  }
  for (const side of ["reference", "now"] as const) {
    const { samples } = sides[side];
    if (samples < needed) return { kind: "tooFew", side, samples, needed };
  }
  if (feature.kind !== "histogram") return judgeFigure(feature.kind, feature, reference, now);
  return judgeShape(feature, reference, now);
}

function judgeShape({ thresholds }: Judged, reference: Observed, now: Observed): DriftOutcome {
  const joined = reference.bins && now.bins && joinBins(reference.bins, now.bins);
  if (!joined) return { kind: "unlike" };
  const few = coarsened(joined, leastBinShare);
  const psi = {
    value: populationStability(few.reference, few.now),
    byChance: stabilityByChance(few.reference.length, reference.samples, now.samples),
  };
  const ks = {
    value: ksDistance(joined.reference, joined.now),
    critical: ksCritical(reference.samples, now.samples),
  };
  const level = worse(
    psi.value > psi.byChance ? levelOf(psi.value, thresholds?.psi ?? psiUsual) : "none",
    ks.value > ks.critical ? levelOf(ks.value, thresholds?.ks ?? ksUsual) : "none",
  );
  return { kind: "compared", level, psi, ks, change: changeOf(reference, now) };
}

function judgeFigure(
  kind: keyof typeof changeUsual,
  { thresholds }: Judged,
  reference: Observed,
  now: Observed,
): DriftOutcome {
  if (reference.value === null) return { kind: "nothing", side: "reference" };
  if (now.value === null) return { kind: "nothing", side: "now" };
  const limits = thresholds?.change ?? changeUsual[kind];
  const points = now.value - reference.value;
  const size = kind === "missing" ? Math.abs(points) : changeSize(reference.value, now.value);
  const change = kind === "missing" ? points : changeOf(reference, now);
  return { kind: "compared", level: levelOf(size, limits), psi: null, ks: null, change };
}

function changeOf(reference: Observed, now: Observed): Compared["change"] {
  return reference.value === null || now.value === null ? null : relativeChange(reference.value, now.value);
}

function levelOf(value: number, { some, strong }: DriftThreshold): DriftLevel {
  return value >= strong ? "strong" : value >= some ? "some" : "none";
}

function worse(a: DriftLevel, b: DriftLevel): DriftLevel {
  return driftLevels.indexOf(a) > driftLevels.indexOf(b) ? a : b;
}
