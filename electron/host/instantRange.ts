import type { InstantAnswer, RangeAnswer, SeriesId } from "../../shared/domain/metrics/model.ts";

const unnamed: SeriesId = { name: "", labels: {} };

/** An answer of one moment as a range of one step, its series in the order of the answer. */
export function instantRange(answer: InstantAnswer): RangeAnswer {
  const { timeMs, warnings, infos } = answer;
  const { samples, said } = samplesOf(answer);
  return {
    frame: {
      timesMs: Float64Array.of(timeMs),
      series: samples.map(({ series }) => series),
      values: samples.map(({ value }) => Float64Array.of(value)),
    },
    warnings,
    infos: said === null ? infos : [...infos, said],
  };
}

function samplesOf(answer: InstantAnswer): {
  readonly samples: readonly { readonly series: SeriesId; readonly value: number }[];
  readonly said: string | null;
} {
  switch (answer.kind) {
    case "vector":
      return { samples: answer.samples, said: null };
    case "scalar":
      return { samples: [{ series: unnamed, value: answer.value }], said: null };
    case "string":
      return { samples: [], said: `The answer is the text ${JSON.stringify(answer.value)}` };
    case "matrix":
      return {
        samples: answer.series.map(({ series, values }) => ({ series, value: values.at(-1) ?? Number.NaN })),
        said: "Of each series of this range the newest sample is shown",
      };
  }
}
