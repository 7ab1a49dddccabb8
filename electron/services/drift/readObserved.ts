import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { addBins, type Bins, binsOf } from "../../../shared/domain/drift/bins.ts";
import { type DriftScope, driftQueries } from "../../../shared/domain/drift/driftQueries.ts";
import type { Observed } from "../../../shared/domain/drift/featureDrift.ts";
import type { InstantAnswer } from "../../../shared/domain/metrics/model.ts";
import type { DriftFeature } from "../../../shared/domain/workspace/drift.ts";
import type { MetricSource } from "../sources/types.ts";

/** What was observed of a feature, by the release that told it (`""` where none is told apart). */
export async function readObserved(
  source: Pick<MetricSource, "queryInstant">,
  feature: DriftFeature,
  scope: DriftScope,
  atMs: number,
  signal: CancelSignal,
): Promise<ReadonlyMap<string, Observed>> {
  const queries = driftQueries(feature, scope);
  const ask = async (expr: string | null) =>
    expr === null ? [] : samplesOf(await source.queryInstant({ expr, timeMs: atMs }, signal));
  const [samples, values, buckets] = await Promise.all([
    ask(queries.samples),
    ask(queries.value),
    ask(queries.buckets),
  ]);
  const versionOf = ({ labels }: Sample["series"]) => labels[scope.versionLabel ?? ""] ?? "";
  const told = new Map(values.map(({ series, value }) => [versionOf(series), value]));
  return new Map(
    samples
      .filter(({ value }) => value > 0)
      .map(({ series, value: count }) => {
        const version = versionOf(series);
        const value = told.get(version);
        const own = buckets.filter((bucket) => versionOf(bucket.series) === version);
        const cumulative = own.map((bucket) => ({ le: boundOf(bucket.series.labels.le ?? ""), count: bucket.value }));
        return [
          version,
          {
            samples: count,
            value: value !== undefined && Number.isFinite(value) ? value : null,
            bins: binsOf(cumulative.filter(({ le }) => !Number.isNaN(le))),
          },
        ];
      }),
  );
}

/** All of them as one. */
export function together(observed: Iterable<Observed>): Observed {
  let samples = 0;
  let sum = 0;
  let valued = 0;
  let bins: Bins | null | undefined;
  for (const one of observed) {
    samples += one.samples;
    if (one.value !== null) {
      sum += one.value * one.samples;
      valued += one.samples;
    }
    bins = bins === undefined ? one.bins : bins && one.bins && addBins(bins, one.bins);
  }
  return { samples, value: valued === 0 ? null : sum / valued, bins: bins ?? null };
}

type Sample = Extract<InstantAnswer, { readonly kind: "vector" }>["samples"][number];

function samplesOf(answer: InstantAnswer): readonly Sample[] {
  return answer.kind === "vector" ? answer.samples : [];
}

/** `+Inf` as Prometheus writes it; NaN for what is no bound. */
function boundOf(le: string): number {
  return le === "+Inf" ? Number.POSITIVE_INFINITY : le === "" ? Number.NaN : Number(le);
}
