import type { TargetFacts } from "./facts.ts";
import type { ExporterFinding } from "./model.ts";

/** What is wrong with the answer as a whole, and values that are none. */
export function answerFindings(facts: TargetFacts): readonly ExporterFinding[] {
  const { problems, problemCount, truncated, duplicates, reopened } = facts.exposition;
  const [first] = problems;
  const findings: (ExporterFinding | false | undefined)[] = [
    first && {
      rule: "brokenLines",
      weight: "wrong",
      metric: null,
      what: `${problemCount} ${problemCount === 1 ? "line" : "lines"} cannot be read, the first at line ${first.line}, column ${first.column}: ${first.message}`,
      why: "What stands on them is missing here; Prometheus throws the whole answer away for one of them.",
      howToChange: "Let a client library write the text: it escapes what must be escaped.",
      example: 'requests_total{path="C:\\\\models",note="say \\"hi\\""} 3',
    },
    truncated && {
      rule: "truncated",
      weight: "wrong",
      metric: null,
      what: "The answer is OpenMetrics and does not end in # EOF",
      why: "Nobody can tell whether it is whole: series may be missing at its end.",
      howToChange: "End the text with that line; if the exporter does, something on the way cuts the answer.",
      example: "# EOF",
    },
    duplicates > 0 && {
      rule: "duplicateSeries",
      weight: "wrong",
      metric: null,
      what: `${duplicates} ${duplicates === 1 ? "line repeats" : "lines repeat"} a series of the same answer`,
      why: "Only one of the values can be kept. Here it is the last; Prometheus keeps the first and warns.",
      howToChange: "Give series that are different a label that tells them apart, and collect each thing once.",
      example: 'requests_total{worker="0"} 12\nrequests_total{worker="1"} 31',
    },
    reopened > 0 && {
      rule: "reopenedFamily",
      weight: "unclear",
      metric: null,
      what: `A metric goes on after another one has begun, ${reopened} ${reopened === 1 ? "time" : "times"}`,
      why: "Strict readers refuse that, and its HELP and TYPE then hold for a part of it only.",
      howToChange: "Write all series of a metric in one run, behind its HELP and TYPE.",
      example: null,
    },
  ];
  return [...findings.filter((one) => one !== false && one !== undefined), ...notANumber(facts)];
}

/** Quantiles of a summary that saw nothing are NaN by their nature. */
function notANumber({ families }: TargetFacts): readonly ExporterFinding[] {
  return families.flatMap(({ family, series }) => {
    const broken = series.filter(({ sample }) => Number.isNaN(sample.value) && sample.labels.quantile === undefined);
    if (broken.length === 0) return [];
    return [
      {
        rule: "notANumber",
        weight: "wrong",
        metric: family.name,
        what: `${family.name} is NaN in ${broken.length} of its ${series.length} series`,
        why: "A sum or mean over it is NaN too, and no comparison with it is ever true: alerts stay silent.",
        howToChange: "Leave a series out while it has no value, or divide only where the divisor is not zero.",
        example: null,
      },
    ];
  });
}
