import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { ServiceDefinition, ServiceFacts } from "../../../shared/domain/services/model.ts";
import type { Preset } from "../../../shared/domain/services/presets/preset.ts";
import { presetsOf } from "../../../shared/domain/services/presets/presets.ts";
import type { MetricSource } from "../sources/types.ts";

/** How far back a metric still counts as told: a service that went down an hour ago is not unknown. */
const lookbackMs = 60 * 60_000;
/** How far back releases count as running. */
const runningMs = 10 * 60_000;
/** More than a service has; a selector that takes a whole fleet in must not fill the memory. */
const mostMetrics = 2000;
const mostVersions = 8;
/** Where releases are told apart, in the order of preference. */
const versionLabels = ["version", "model_version", "release", "revision"];

/** Asks which metrics a service has, what they are, and by which labels it can be divided. */
export async function readFacts(
  { matchers, versionLabel }: ServiceDefinition,
  source: MetricSource,
  nowMs: number,
  signal: CancelSignal,
): Promise<Omit<ServiceFacts, "rateWindowMs">> {
  const [all, described] = await Promise.all([
    source.labelValues("__name__", [`{${matchers}}`], nowMs - lookbackMs, nowMs, signal),
    source.metadata(signal),
  ]);
  const names = new Set(all.slice(0, mostMetrics));
  const found = presetsOf(names);
  const typeOf = (name: string) =>
    (described.get(name) ?? described.get(name.replace(/_(?:total|bucket|sum|count)$/, "")))?.type ?? "unknown";
  const main = mainMetrics(found, names);
  const selectors = main.map((name) => `{__name__=${JSON.stringify(name)}, ${matchers}}`);
  const series = selectors.length === 0 ? [] : await source.series(selectors, nowMs - runningMs, nowMs, signal);
  const labels = new Set(series.flatMap((one) => Object.keys(one.labels)));
  const label = versionLabel ?? versionLabels.find((name) => labels.has(name)) ?? null;
  const values = new Set(series.flatMap((one) => (label === null ? [] : (one.labels[label] ?? []))));
  return {
    presets: found.map(({ id }) => id),
    metrics: [...names].map((name) => ({ name, type: typeOf(name) })),
    labels: [...labels].sort(),
    versions: label === null || values.size === 0 ? null : { label, values: [...values].sort().slice(0, mostVersions) },
  };
}

/** Of the foremost preset that has some: a web framework inside a model server does not say what its releases are. */
function mainMetrics(found: readonly Preset[], names: ReadonlySet<string>): readonly string[] {
  return found.map((preset) => preset.mainMetrics(names)).find((main) => main.length > 0) ?? [];
}
