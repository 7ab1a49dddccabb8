import { type FamilyFacts, sampleLine, type TargetFacts } from "./facts.ts";
import type { ExporterFinding } from "./model.ts";

/** Series without TYPE or HELP. */
export function descriptionFindings({ families }: TargetFacts): readonly ExporterFinding[] {
  return families.flatMap((one) => [...missingType(one), ...missingHelp(one)]);
}

function missingType({ family, series }: FamilyFacts): readonly ExporterFinding[] {
  const [first] = series;
  if (family.typed || !first) return [];
  const guess = /_(?:total|count|sum)$/.test(family.name) ? "counter" : "gauge";
  return [
    {
      rule: "missingType",
      weight: "wrong",
      metric: family.name,
      what: `${family.name} has no TYPE line`,
      why: "Nobody can tell whether it may be asked for a rate: tools guess by its name, and guess wrong.",
      howToChange: `Declare it as what it is, a ${guess} by its name, before its first sample.`,
      example: `# TYPE ${family.name} ${guess}\n${sampleLine(first.sample.name, first.sample)}`,
    },
  ];
}

function missingHelp({ family }: FamilyFacts): readonly ExporterFinding[] {
  if (family.help !== null && family.help.trim() !== "") return [];
  return [
    {
      rule: "missingHelp",
      weight: "unclear",
      metric: family.name,
      what: `${family.name} has no HELP text`,
      why: "Whoever meets it at night has only its name to go by.",
      howToChange: "Say in one sentence what is counted or measured, of what, and in which unit.",
      example: `# HELP ${family.name} What one unit of it is, and when it changes.`,
    },
  ];
}
