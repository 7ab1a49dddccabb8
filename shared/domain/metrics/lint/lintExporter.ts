import { answerFindings } from "./answer.ts";
import { cardinalityFindings } from "./cardinality.ts";
import { descriptionFindings } from "./description.ts";
import { targetFacts } from "./facts.ts";
import { histogramFindings } from "./histograms.ts";
import type { ExporterFinding, ExporterReport, ScrapeHistory } from "./model.ts";
import { motionFindings } from "./motion.ts";
import { namingFindings } from "./naming.ts";

const weights: readonly ExporterFinding["weight"][] = ["wrong", "costly", "unclear"];
/** A target whose every metric lacks something is told so often enough. */
const mostFindings = 500;

/** The exporter doctor: judges what a target told lately. The more scrapes, the more it can tell of how values move. */
export function lintExporter({ exposition, snapshots }: ScrapeHistory): ExporterReport {
  if (!exposition) return { scrapes: 0, spanMs: 0, metrics: 0, series: 0, findings: [] };
  const facts = targetFacts(exposition, snapshots);
  const findings = [
    ...answerFindings(facts),
    ...histogramFindings(facts),
    ...motionFindings(facts),
    ...cardinalityFindings(facts),
    ...namingFindings(facts),
    ...descriptionFindings(facts),
  ];
  return {
    scrapes: facts.timesMs.length,
    spanMs: (facts.timesMs.at(-1) ?? 0) - (facts.timesMs[0] ?? 0),
    metrics: facts.families.length,
    series: exposition.samples.length,
    findings: findings
      .sort((a, b) => weights.indexOf(a.weight) - weights.indexOf(b.weight) || a.rule.localeCompare(b.rule))
      .slice(0, mostFindings),
  };
}
