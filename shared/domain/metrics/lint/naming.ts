import { type FamilyFacts, sampleLine, type TargetFacts } from "./facts.ts";
import type { ExporterFinding } from "./model.ts";
import { inBaseUnit, oddUnitOf, unitDue } from "./units.ts";

/** Names that say another type or unit than the metric has, or none. */
export function namingFindings({ families }: TargetFacts): readonly ExporterFinding[] {
  return families.flatMap((one) => [...wrongSuffix(one), ...units(one)]);
}

function wrongSuffix({ family: { name, type }, series }: FamilyFacts): readonly ExporterFinding[] {
  const [first] = series;
  if (!first) return [];
  const finding = (what: string, why: string, howToChange: string, to: string, toType: string): ExporterFinding => ({
    rule: "wrongSuffix",
    weight: "unclear",
    metric: name,
    what,
    why,
    howToChange,
    example: `# TYPE ${to} ${toType}\n${sampleLine(to, first.sample)}`,
  });
  if (type === "counter" && !first.sample.name.endsWith("_total")) {
    return [
      finding(
        `${name} is a counter and does not end in _total`,
        "By its name it looks like a gauge, which nobody would ask for a rate; OpenMetrics does not allow it.",
        "Rename it, and keep the old name for one release so that dashboards can follow.",
        `${name.replace(/_count$/, "")}_total`,
        "counter",
      ),
    ];
  }
  if (type === "gauge" && /_(?:total|count|sum|bucket)$/.test(name)) {
    const suffix = name.slice(name.lastIndexOf("_"));
    return [
      finding(
        `${name} is a gauge and ends in ${suffix}`,
        `${suffix} is for counters and histograms: tools offer a rate of it, which means nothing for a gauge.`,
        "Drop the suffix; or declare it as a counter, if it only ever rises.",
        name.slice(0, -suffix.length),
        "gauge",
      ),
    ];
  }
  return [];
}

function units({ family: { name, type, unit }, series }: FamilyFacts): readonly ExporterFinding[] {
  const [first] = series;
  if (!first || type === "info" || type === "stateset") return [];
  const odd = oddUnitOf(name);
  if (odd) {
    const to = inBaseUnit(name, odd);
    if (odd.base === "ratio" && areRatios(series)) {
      return [
        {
          rule: "nonBaseUnit",
          weight: "unclear",
          metric: name,
          what: `${name} says ${odd.word}, and its values are between 0 and 1`,
          why: "Who goes by the name reads it wrong by a factor of 100, and so do alerts that are written by it.",
          howToChange: "Keep the value, under a name that says ratio.",
          example: `# TYPE ${to} ${type}\n${sampleLine(to, first.sample)}`,
        },
      ];
    }
    const factor = odd.factor === 1 ? "after conversion" : `times ${odd.factor}`;
    return [
      {
        rule: "nonBaseUnit",
        weight: "unclear",
        metric: name,
        what: `${name} is in ${odd.word}`,
        why: `Everything else is in ${odd.base}: formulas that mix the two are wrong by a factor, and charts cannot choose a scale.`,
        howToChange: `Tell it in ${odd.base} (the value ${factor}) under a name that says so.`,
        example: `# TYPE ${to} ${type}\n${sampleLine(to, { ...first.sample, value: first.sample.value * odd.factor })}`,
      },
    ];
  }
  const due = unitDue(name);
  if (due === null || unit !== null) return [];
  return [
    {
      rule: "missingUnit",
      weight: "unclear",
      metric: name,
      what: `${name} does not say its unit`,
      why: "A duration or size without its unit is read wrong sooner or later, and charts cannot label their axis.",
      howToChange: `End its name in the base unit, _${due}, and tell the value in it.`,
      example: `# TYPE ${name}_${due} ${type}`,
    },
  ];
}

/** Nothing is above 1, and something is a part of it. */
function areRatios(series: FamilyFacts["series"]): boolean {
  const values = series.flatMap((one) => one.values).filter(Number.isFinite);
  return values.every((value) => value >= 0 && value <= 1) && values.some((value) => value > 0 && value < 1);
}
