import { MidwatchError } from "../../../shared/base/errors.ts";
import { sampleState } from "../../../shared/domain/metrics/blockColumn.ts";
import type { ColumnFrame, SeriesId } from "../../../shared/domain/metrics/model.ts";
import { parseSelector } from "../../../shared/domain/promql/parseSelector.ts";
import { lookbackMs, StepSampler, type Steps } from "../../../shared/domain/promql/stepSampler.ts";
import type { Catalog, StoredSeries } from "./catalog.ts";
import { type ScanContext, scanTarget } from "./scan.ts";
import type { TargetStore } from "./targetStore.ts";
import type { RangeQuery } from "./types.ts";

const maxSteps = 11_000;
const maxSeries = 5_000;
/** 64 MB of answer. */
const maxCells = 8_000_000;

export interface Readable {
  readonly catalog: Catalog;
  readonly targets: ReadonlyMap<number, TargetStore>;
}

/**
 * Evaluates a selector at every step as Prometheus 3 does: the newest sample in (t - 5 min, t], none when a
 * staleness mark is newer. Series without a sample at any step are left out. The cost of the newest steps
 * alone is that of the lookback window, however long the panel's range is.
 */
export function evaluateRange(store: Readable, query: RangeQuery, context: ScanContext): ColumnFrame {
  const steps = stepsOf(query);
  const selected = store.catalog.select(parseSelector(query.expr).matchers);
  checkSize(selected.length, steps.count);
  const samplers = new Map<StoredSeries, StepSampler>();
  const endMs = steps.startMs + (steps.count - 1) * steps.stepMs;
  for (const [targetId, series] of byTarget(selected)) {
    const target = store.targets.get(targetId);
    if (!target) continue;
    const own = new Array<StepSampler | undefined>(series.length);
    scanTarget(target, series, steps.startMs - lookbackMs, endMs, context, (index, times, values, states, from, to) => {
      own[index] ??= new StepSampler(steps);
      own[index].feed(times, values, states, from, to);
    });
    series.forEach((one, index) => {
      const sampler = own[index];
      if (sampler) samplers.set(one, sampler);
    });
  }
  return toFrame(steps, selected, samplers);
}

/** The matching series that have a sample in [startMs, endMs]. */
export function findSeries(
  store: Readable,
  selector: string,
  startMs: number,
  endMs: number,
  context: ScanContext,
): StoredSeries[] {
  const selected = store.catalog.select(parseSelector(selector).matchers);
  const found = new Set<StoredSeries>();
  for (const [targetId, series] of byTarget(selected)) {
    const target = store.targets.get(targetId);
    if (!target) continue;
    scanTarget(target, series, startMs - 1, endMs, context, (index, _times, _values, states, from, to) => {
      const one = series[index];
      if (one && !found.has(one) && states.subarray(from, to).includes(sampleState.value)) found.add(one);
    });
  }
  return selected.filter((series) => found.has(series));
}

function stepsOf({ startMs, endMs, stepMs }: RangeQuery): Steps {
  if (!(stepMs > 0) || !(endMs >= startMs) || !Number.isFinite(endMs - startMs)) {
    throw new MidwatchError(
      "BAD_REQUEST",
      "A range query needs a positive step and an end that is not before its start",
    );
  }
  const count = Math.floor((endMs - startMs) / stepMs) + 1;
  if (count > maxSteps) {
    throw new MidwatchError(
      "LIMIT",
      `The range has ${count} steps, at most ${maxSteps} are answered: use a longer step`,
    );
  }
  return { startMs, stepMs, count };
}

function checkSize(seriesCount: number, stepCount: number): void {
  if (seriesCount > maxSeries) {
    throw new MidwatchError(
      "LIMIT",
      `The selector matches ${seriesCount} series, at most ${maxSeries} are answered: add label matchers`,
    );
  }
  if (seriesCount * stepCount > maxCells) {
    throw new MidwatchError(
      "LIMIT",
      `The answer would have ${seriesCount} series x ${stepCount} steps, at most ${maxCells} values are answered: add label matchers or use a longer step`,
    );
  }
}

function byTarget(selected: readonly StoredSeries[]): Map<number, StoredSeries[]> {
  const groups = new Map<number, StoredSeries[]>();
  for (const series of selected) {
    const group = groups.get(series.targetId);
    if (group) group.push(series);
    else groups.set(series.targetId, [series]);
  }
  return groups;
}

function toFrame(
  steps: Steps,
  selected: readonly StoredSeries[],
  samplers: ReadonlyMap<StoredSeries, StepSampler>,
): ColumnFrame {
  const series: SeriesId[] = [];
  const values: Float64Array[] = [];
  for (const one of selected) {
    const sampler = samplers.get(one);
    sampler?.finish();
    if (!sampler || sampler.found === 0) continue;
    series.push({ name: one.name, labels: one.labels });
    values.push(sampler.values);
  }
  const timesMs = Float64Array.from({ length: steps.count }, (_, i) => steps.startMs + i * steps.stepMs);
  return { timesMs, series, values };
}
