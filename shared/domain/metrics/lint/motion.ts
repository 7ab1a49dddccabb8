import type { FamilyFacts, SeriesFacts, TargetFacts } from "./facts.ts";
import type { ExporterFinding } from "./model.ts";

/** A value that rises three times in a row is no accident. */
const leastRises = 3;
const leastSpanMs = 60_000;
/** What goes on for ever by its nature: moments, and what is left behind. */
const risesByNature = /time|timestamp|start|last|created|updated|uptime|age|bytes|seconds$|version|generation|_info$/i;

/** Values that do not move as their type says. */
export function motionFindings(facts: TargetFacts): readonly ExporterFinding[] {
  const { timesMs, families } = facts;
  const restarts = restartsOf(facts);
  const spanMs = (timesMs.at(-1) ?? 0) - (timesMs[0] ?? 0);
  return families.flatMap((one) => [
    ...counterFalls(one, restarts),
    ...(spanMs < leastSpanMs ? [] : gaugeOnlyRises(one)),
  ]);
}

/** The steps at which the process began anew, by its own word; else those at which most counters fell. */
function restartsOf({ families, timesMs }: TargetFacts): ReadonlySet<number> {
  const start = families.find(({ family }) => family.name === "process_start_time_seconds")?.series[0];
  const counters = families.filter(isCounter).flatMap(({ series }) => series);
  const isRestart = (step: number) => {
    if (start) return changeAt(start, step) !== 0;
    const moved = counters.filter((series) => changeAt(series, step) !== 0);
    return moved.length > 1 && moved.filter((series) => changeAt(series, step) < 0).length > moved.length / 2;
  };
  return new Set(timesMs.map((_, step) => step).filter((step) => step > 0 && isRestart(step)));
}

function isCounter({ family }: FamilyFacts): boolean {
  return family.type === "counter" || family.type === "histogram";
}

/** From the scrape before `step` to it; NaN where one of them has no value. */
function changeAt({ values }: SeriesFacts, step: number): number {
  return (values[step] ?? Number.NaN) - (values[step - 1] ?? Number.NaN);
}

function counterFalls(one: FamilyFacts, restarts: ReadonlySet<number>): readonly ExporterFinding[] {
  if (!isCounter(one)) return [];
  for (const series of one.series) {
    const step = series.values.findIndex((_, at) => !restarts.has(at) && changeAt(series, at) < 0);
    if (step === -1) continue;
    const { name } = series.sample;
    return [
      {
        rule: "counterFalls",
        weight: "wrong",
        metric: one.family.name,
        what: `${name} is a ${one.family.type} and fell from ${series.values[step - 1]} to ${series.values[step]} while its process went on`,
        why: "A counter that falls is taken for one that began at zero again: its rate jumps by the whole value.",
        howToChange: "Only ever add to it. If it can fall, it is a gauge: declare it as one.",
        example: `# TYPE ${one.family.name.replace(/_total$/, "")} gauge`,
      },
    ];
  }
  return [];
}

function gaugeOnlyRises({ family, series }: FamilyFacts): readonly ExporterFinding[] {
  if (family.type !== "gauge" || risesByNature.test(family.name)) return [];
  const moving = series.filter(({ values }) => values.some((value) => value !== values[0]));
  const rises = ({ values }: SeriesFacts) =>
    values.every((value, at) => at === 0 || value >= (values[at - 1] ?? Number.NaN)) &&
    values.filter((value, at) => at > 0 && value > (values[at - 1] ?? Number.NaN)).length >= leastRises &&
    values.every((value) => Number.isInteger(value) && value >= 0);
  if (moving.length === 0 || !moving.every(rises)) return [];
  const name = `${family.name.replace(/_(?:total|count)$/, "")}_total`;
  return [
    {
      rule: "gaugeOnlyRises",
      weight: "wrong",
      metric: family.name,
      what: `${family.name} is a gauge and only rose, in whole numbers, every time it was looked at`,
      why: "If it counts, its rate is what matters, and tools do not offer one for a gauge; after a restart it shows a drop that is none.",
      howToChange: "If it counts something, declare it as a counter. If it can fall, leave it as it is.",
      example: `# TYPE ${name} counter`,
    },
  ];
}
