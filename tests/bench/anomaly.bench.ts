import { type Judgement, judge } from "./anomaly/judge.ts";
import { faultKinds, labelledSeries } from "./anomaly/labelledSeries.ts";
import { timePasses } from "./anomaly/timePasses.ts";
import { type Bench, type Measure, measure } from "./measure.ts";

/** Detectors were chosen on the series of seeds from 1 on: these are others. */
const firstSeed = 1_000_000;
const perKind = 40;
const watchedSeries = 2000;
const leastRecall = 0.9;
const leastPrecision = 0.8;
/** Minutes within which half of the faults of a kind are to be found. */
const delays = {
  spike: 2,
  "level shift": 10,
  "slow leak": 120,
  "seasonality broken": 60,
  "variance change": 45,
  "missing data": 12,
} as const;

const nameOf = (kind: string) => kind.replaceAll(" ", "-");

/**
 * Over generated series with one known fault each, and as many of all kinds together without any: how many faults are found
 * (recall), how many findings are faults (precision), and how long it takes.
 */
export const bench: Bench = {
  names: ["anomaly.quality", "anomaly.pass"],
  run: async () => {
    const byKind = faultKinds.map((kind, index) => ({
      kind,
      judged: judgedSeries((i) => labelledSeries(kind, firstSeed * (index + 1) + i)),
    }));
    const healthy = judgedSeries((i) => labelledSeries(null, firstSeed * 9 + i));
    const all = [...byKind.flatMap(({ judged }) => judged), ...healthy];
    const { medianMs, longestMs } = timePasses(watchedSeries);
    return [
      measure({
        name: "anomaly.pass",
        value: medianMs,
        unit: `ms of a processor for a pass over ${watchedSeries} series, median`,
        goal: "< 1000",
        ok: medianMs < 1000,
      }),
      measure({
        name: "anomaly.pass.longest",
        value: longestMs,
        unit: "ms of a processor for the longest pass, of more than an hour in which all is learned anew",
        goal: "< 1000",
        ok: longestMs < 1000,
      }),
      ...figures("all", all),
      ...byKind.flatMap(({ kind, judged }) => [
        ...figures(nameOf(kind), judged),
        measure({
          name: `anomaly.quality.${nameOf(kind)}.delay`,
          value: medianDelayMinutes(judged),
          unit: "min, median",
          goal: `<= ${delays[kind]}`,
          ok: medianDelayMinutes(judged) <= delays[kind],
        }),
      ]),
    ];
  },
};

function judgedSeries(seriesOf: (index: number) => Parameters<typeof judge>[0]): readonly Judgement[] {
  return Array.from({ length: perKind }, (_, index) => judge(seriesOf(index)));
}

function figures(name: string, judged: readonly Judgement[]): readonly Measure[] {
  const faults = judged.filter(({ found }) => found !== null);
  const found = faults.filter((one) => one.found).length;
  const wrong = judged.reduce((sum, { falseFindings }) => sum + falseFindings, 0);
  const recall = found / faults.length;
  const precision = found / (found + wrong);
  return [
    measure({
      name: `anomaly.quality.${name}.recall`,
      value: recall,
      unit: `of ${faults.length} faults`,
      goal: `>= ${leastRecall}`,
      ok: recall >= leastRecall,
    }),
    measure({
      name: `anomaly.quality.${name}.precision`,
      value: precision,
      unit: `of ${found + wrong} findings in ${judged.length} series`,
      goal: `>= ${leastPrecision}`,
      ok: precision >= leastPrecision,
    }),
  ];
}

function medianDelayMinutes(judged: readonly Judgement[]): number {
  const sorted = judged.flatMap(({ delayMs }) => delayMs ?? []).sort((a, b) => a - b);
  return (sorted[Math.floor(sorted.length / 2)] ?? Number.NaN) / 60_000;
}
