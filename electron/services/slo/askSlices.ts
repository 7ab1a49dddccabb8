import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { FillPart } from "../../../shared/domain/slo/fillParts.ts";
import { type SliceQueries, sliceOf } from "../../../shared/domain/slo/sliceQueries.ts";
import type { Slice } from "../../../shared/domain/slo/slices.ts";
import type { MetricSource } from "../sources/types.ts";

/**
 * The slices of a part, without those of which the source knows nothing. Rejects as the source does, and with UNSUPPORTED for
 * a query that answers more than one series.
 */
export async function askSlices(
  source: Pick<MetricSource, "queryRange">,
  queries: SliceQueries,
  { fromMs, toMs, stepMs }: FillPart,
  signal: CancelSignal,
): Promise<readonly Slice[]> {
  const ask = async (expr: string) =>
    valuesAt(expr, await source.queryRange({ expr, startMs: fromMs, endMs: toMs, stepMs }, signal));
  const [errors, totals] = await Promise.all([ask(queries.error), queries.total === null ? null : ask(queries.total)]);
  const slices: Slice[] = [];
  for (let endMs = fromMs; endMs <= toMs; endMs += stepMs) {
    const slice = sliceOf(queries, endMs, errors.get(endMs) ?? null, totals?.get(endMs) ?? null);
    if (slice) slices.push(slice);
  }
  return slices;
}

function valuesAt(
  expr: string,
  { frame }: Awaited<ReturnType<MetricSource["queryRange"]>>,
): ReadonlyMap<number, number> {
  if (frame.series.length > 1) {
    throw new MidwatchError(
      "UNSUPPORTED",
      `${expr} answers ${frame.series.length} series: put sum() around it, an SLO counts one`,
    );
  }
  const values = new Map<number, number>();
  frame.values[0]?.forEach((value, index) => {
    const timeMs = frame.timesMs[index];
    if (timeMs !== undefined && Number.isFinite(value)) values.set(timeMs, value);
  });
  return values;
}
