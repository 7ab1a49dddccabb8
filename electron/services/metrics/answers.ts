import { MidwatchError } from "../../../shared/base/errors.ts";
import { evenTimes } from "../../../shared/base/evenTimes.ts";
import type { ColumnFrame, InstantAnswer, RangeAnswer } from "../../../shared/domain/metrics/model.ts";
import { type EngineOptions, queryInstant, queryRange } from "../../../shared/domain/promql/engine/engine.ts";
import type { Column } from "../../../shared/domain/promql/engine/vector.ts";
import type { InstantQuery, RangeQuery } from "./types.ts";

const maxSeries = 5_000;
/** 64 MB of answer. */
const maxCells = 8_000_000;

/** A range answer in columns; series without a value at any step are left out. */
export function answerRange({ expr, startMs, endMs, stepMs }: RangeQuery, options: EngineOptions): RangeAnswer {
  const { columns, warnings, infos } = queryRange(expr, { startMs, endMs, stepMs }, options);
  const count = Math.floor((endMs - startMs) / stepMs) + 1;
  checkSize(columns.length, count);
  const timesMs = evenTimes(startMs, stepMs, count);
  return { frame: toFrame(timesMs, columns), warnings, infos };
}

export function answerInstant({ expr, timeMs }: InstantQuery, options: EngineOptions): InstantAnswer {
  const { warnings, infos, ...result } = queryInstant(expr, timeMs, options);
  const common = { timeMs, warnings, infos };
  switch (result.kind) {
    case "scalar":
    case "string":
      return { ...common, ...result };
    case "vector": {
      checkSize(result.samples.length, 1);
      const samples = result.samples.map(({ labels, value }) => ({ series: labels.toSeriesId(), value }));
      return { ...common, kind: "vector", samples };
    }
    case "matrix": {
      checkSize(result.series.length, Math.max(0, ...result.series.map(({ values }) => values.length)));
      const series = result.series.map(({ labels, ...points }) => ({ series: labels.toSeriesId(), ...points }));
      return { ...common, kind: "matrix", series };
    }
  }
}

function toFrame(timesMs: Float64Array, columns: readonly Column[]): ColumnFrame {
  return {
    timesMs,
    series: columns.map(({ labels }) => labels.toSeriesId()),
    // Copies: columns may share a buffer, and these are given away.
    values: columns.map(withGaps),
  };
}

function withGaps({ values, present }: Column): Float64Array {
  const drawn = values.slice();
  for (let step = 0; step < drawn.length; step++) if (present[step] === 0) drawn[step] = Number.NaN;
  return drawn;
}

function checkSize(seriesCount: number, stepCount: number): void {
  if (seriesCount > maxSeries) {
    throw new MidwatchError(
      "LIMIT",
      `The answer has ${seriesCount} series, at most ${maxSeries} are given: add label matchers or aggregate`,
    );
  }
  if (seriesCount * stepCount > maxCells) {
    throw new MidwatchError(
      "LIMIT",
      `The answer has ${seriesCount} series x ${stepCount} steps, at most ${maxCells} values are given: add label matchers, aggregate or use a longer step`,
    );
  }
}
