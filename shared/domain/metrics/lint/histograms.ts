import { parseNumber } from "../exposition/numbers.ts";
import type { FamilyFacts, TargetFacts } from "./facts.ts";
import type { ExporterFinding } from "./model.ts";

interface Bucket {
  readonly le: number;
  readonly count: number;
}

/** Fewer observations say nothing about a p99. */
const leastObservations = 100;
const beyondShare = 0.01;

/** Histograms that cannot answer what they are asked. */
export function histogramFindings({ families }: TargetFacts): readonly ExporterFinding[] {
  return families.filter(({ family }) => family.type === "histogram").flatMap(findingsOf);
}

function findingsOf(one: FamilyFacts): readonly ExporterFinding[] {
  const buckets = bucketsOf(one);
  const last = buckets.at(-1);
  if (!last) return [];
  if (last.le !== Number.POSITIVE_INFINITY) return [missingInf(one)];
  const bounds = buckets.slice(0, -1);
  const [lowest] = bounds;
  const highest = bounds.at(-1);
  if (!lowest || !highest || last.count < leastObservations) return [];
  const beyond = (last.count - highest.count) / last.count;
  if (beyond > beyondShare) return [above(one, highest.le, beyond)];
  return lowest.count / last.count > 1 - beyondShare ? [below(one, lowest.le)] : [];
}

/** All series of the family together, by bound: what came in between the first and the last scrape when that is enough. */
function bucketsOf({ series }: FamilyFacts): readonly Bucket[] {
  const newest = new Map<number, number>();
  const fresh = new Map<number, number>();
  for (const { sample, values } of series) {
    const le = parseNumber(sample.labels.le ?? "");
    if (le === null || Number.isNaN(sample.value)) continue;
    const before = values[0] ?? Number.NaN;
    newest.set(le, (newest.get(le) ?? 0) + sample.value);
    fresh.set(le, (fresh.get(le) ?? 0) + (before <= sample.value ? sample.value - before : sample.value));
  }
  const enough = (fresh.get(Number.POSITIVE_INFINITY) ?? 0) >= leastObservations;
  return [...(enough ? fresh : newest)].map(([le, count]) => ({ le, count })).sort((a, b) => a.le - b.le);
}

function above({ family: { name } }: FamilyFacts, highest: number, beyond: number): ExporterFinding {
  const bounds = [1, 2, 4, 8].map((factor) => highest * factor);
  return {
    rule: "bucketCoverage",
    weight: "wrong",
    metric: name,
    what: `${(beyond * 100).toFixed(beyond < 0.1 ? 1 : 0)} % of ${name} lie above its highest bound, ${highest}`,
    why: `Its p99 is therefore always shown as ${highest}, however much worse it is: an alert above that never fires.`,
    howToChange:
      "Add bounds until fewer than one in a hundred lies above the highest, with one at the limit you promise.",
    example: `buckets=(..., ${bounds.join(", ")})`,
  };
}

function below({ family: { name } }: FamilyFacts, lowest: number): ExporterFinding {
  const bounds = [0.01, 0.1, 0.25, 0.5].map((factor) => Number((lowest * factor).toPrecision(3)));
  return {
    rule: "bucketCoverage",
    weight: "wrong",
    metric: name,
    what: `Nearly all of ${name} lies below its lowest bound, ${lowest}`,
    why: `Its quantiles are guessed between 0 and ${lowest}: the p99 shown is a constant, not a measurement.`,
    howToChange: "Add bounds where the values are, two or three to each factor of ten.",
    example: `buckets=(${bounds.join(", ")}, ${lowest}, ...)`,
  };
}

function missingInf({ family: { name } }: FamilyFacts): ExporterFinding {
  return {
    rule: "missingInfBucket",
    weight: "wrong",
    metric: name,
    what: `${name} has no +Inf bucket`,
    why: "Without it no quantile can be computed: the share of what lies above the highest bound is not known.",
    howToChange: 'Add the bucket le="+Inf"; it equals the count.',
    example: `${name}_bucket{le="+Inf"} 144320`,
  };
}
