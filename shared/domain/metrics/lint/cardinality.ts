import { type FamilyFacts, sampleLine, type TargetFacts } from "./facts.ts";
import type { ExporterFinding } from "./model.ts";

/** A label may have this many values; one whose name says that it names single things, far fewer. */
const mostValues = 100;
const mostIdentities = 10;
const identity =
  /(?:^|_)(?:request|trace|span|session|user|customer|order|job|task|message|conversation)_?(?:id|uuid)$|email|(?:^|_)(?:ip|url|uri|query)$/i;
const ownLabels: ReadonlySet<string> = new Set(["le", "quantile"]);

/** Labels that multiply series. */
export function cardinalityFindings({ families }: TargetFacts): readonly ExporterFinding[] {
  return families.flatMap((one) => {
    const worst = worstLabel(one);
    return worst ? [findingOf(one, worst.label, worst.values)] : [];
  });
}

function worstLabel({ series }: FamilyFacts): { readonly label: string; readonly values: ReadonlySet<string> } | null {
  const values = new Map<string, Set<string>>();
  for (const { sample } of series) {
    for (const [label, value] of Object.entries(sample.labels)) {
      const known = values.get(label) ?? new Set();
      values.set(label, known.add(value));
    }
  }
  const over = [...values].filter(
    ([label, { size }]) => !ownLabels.has(label) && size > (identity.test(label) ? mostIdentities : mostValues),
  );
  const [worst] = over.sort(([, a], [, b]) => b.size - a.size);
  return worst ? { label: worst[0], values: worst[1] } : null;
}

function findingOf({ family, series }: FamilyFacts, label: string, values: ReadonlySet<string>): ExporterFinding {
  const examples = [...values].slice(0, 3).map((value) => JSON.stringify(value.slice(0, 60)));
  const first = series.find(({ sample }) => Object.hasOwn(sample.labels, label));
  const kept = first && Object.fromEntries(Object.entries(first.sample.labels).filter(([name]) => name !== label));
  return {
    rule: "labelCardinality",
    weight: "costly",
    metric: family.name,
    what: `${family.name} has ${series.length} series: its label ${label} has ${values.size} values (${examples.join(", ")}, ...)`,
    why: "Every value is a series of its own, kept and searched for good: storage and queries grow with it, and most of the series are never seen again.",
    howToChange: `Leave ${label} out, or put its values into a few classes; single ones belong in logs and exemplars.`,
    example: first && kept ? sampleLine(first.sample.name, { ...first.sample, labels: kept }) : null,
  };
}
