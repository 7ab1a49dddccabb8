import { settingsFor, thresholdValues } from "../../../shared/domain/dashboards/fields.ts";
import type { DashboardPanel, FieldSettings } from "../../../shared/domain/dashboards/model.ts";
import type { PanelQuery } from "../../../shared/domain/dashboards/panelQueries.ts";
import { distinctNames, seriesName } from "../../../shared/domain/dashboards/seriesName.ts";
import { renamed } from "../../../shared/domain/dashboards/transform.ts";
import { type ValueFormat, valueFormat } from "../../../shared/domain/dashboards/units.ts";
import { axisUnit } from "../../../shared/domain/format/units.ts";
import type { SeriesId } from "../../../shared/domain/metrics/model.ts";
import type { ChartSpec } from "../../charts/chartContent.ts";
import type { ChartLine } from "../../charts/chartTypes.ts";
import type { Threshold } from "../../charts/overlays.ts";
import { displayName } from "./panelAnswers.ts";

const slots = 8;

export interface SeriesNamer {
  readonly name: (series: SeriesId, queryId: string) => string;
  readonly settings: (series: SeriesId, queryId: string) => FieldSettings;
}

/** Names and settings of a panel's series; `seriesOf` tells all series of a query, for automatic legends. */
export function seriesNamer(
  panel: DashboardPanel,
  queries: readonly PanelQuery[],
  seriesOf: (queryId: string) => readonly SeriesId[],
): SeriesNamer {
  const byId = new Map(queries.map((query) => [query.id, query]));
  const renames = panel.transformations.flatMap((step) => (step.kind === "renameByRegex" ? [step] : []));
  const plainName = (series: SeriesId, queryId: string): string => {
    const query = byId.get(queryId);
    const name = seriesName(series, seriesOf(queryId), query?.legend ?? null, query?.expr ?? queryId);
    return renames.reduce((current, { pattern, to }) => renamed(current, pattern, to), name);
  };
  const settings = (series: SeriesId, queryId: string) =>
    settingsFor(panel.defaults, panel.overrides, { name: plainName(series, queryId), refId: queryId, type: "number" });
  const shownName = (series: SeriesId, queryId: string) =>
    displayName(settings(series, queryId), plainName(series, queryId), series.labels);
  /** An answer's names are made once: charts ask for them with every sample. */
  const made = new WeakMap<readonly SeriesId[], ReadonlyMap<SeriesId, string>>();
  return {
    settings,
    name(series, queryId) {
      const all = seriesOf(queryId);
      const known = made.get(all);
      if (known) return known.get(series) ?? shownName(series, queryId);
      const names = distinctNames(all, (one) => shownName(one, queryId));
      const byId = new Map(all.map((one, index) => [one, names[index] ?? ""]));
      made.set(all, byId);
      return byId.get(series) ?? shownName(series, queryId);
    },
  };
}

/** What the chart of a panel is. `largest` is the largest value by size, which chooses the unit of the axis. */
export function panelChart(
  panel: DashboardPanel,
  title: string,
  queries: readonly PanelQuery[],
  namer: SeriesNamer,
  largest: number,
): ChartSpec {
  const { defaults } = panel;
  const format = valueFormat(defaults.unit);
  const isShares = defaults.stack === "percent";
  const axis = isShares ? axisUnit("ratio", 1) : format.axis(largest);
  const colours = new Map<string, number>();
  return {
    title,
    unitText: axis.text,
    queries: queries.map(({ id }) => id),
    shape: shapeOf(defaults),
    shares: isShares,
    y: isShares
      ? { kind: "fixed", min: 0, max: 1 }
      : { kind: "auto", min: defaults.min ?? null, max: axisMax(defaults) },
    unit: axis.size,
    tickText: axis.tick,
    valueText: (value) => format.text(value, defaults.decimals ?? null),
    line: (series, queryId): ChartLine => {
      const label = namer.name(series, queryId);
      const key = `${queryId} ${JSON.stringify([series.name, series.labels])}`;
      const slot = colours.get(key) ?? (gpuSlot(series) || (colours.size % slots) + 1);
      colours.set(key, slot);
      const { negative = false, stack } = namer.settings(series, queryId);
      return { key, label, slot, negative, apart: stack === "none" };
    },
    headline: () => null,
  };
}

function shapeOf({ draw, stack }: FieldSettings): "line" | "bar" | "area" {
  if (draw === "bars") return "bar";
  return stack === undefined || stack === "none" ? "line" : "area";
}

/** A share that is stacked to more than its whole is still shown. */
function axisMax({ max, stack }: FieldSettings): number | null {
  return stack === undefined || stack === "none" ? (max ?? null) : null;
}

/** A GPU has its colour on every chart of the app. */
function gpuSlot({ labels }: SeriesId): number {
  const gpu = Number(labels.gpu ?? Number.NaN);
  return Number.isInteger(gpu) && gpu >= 0 ? (gpu % slots) + 1 : 0;
}

/** Lines at the steps that warn, where the panel draws them. */
export function panelThresholds(panel: DashboardPanel): readonly Threshold[] {
  if (!panel.defaults.thresholdLines) return [];
  const format: ValueFormat = valueFormat(panel.defaults.unit);
  return thresholdValues(panel.defaults).map(({ value, tone }) => ({
    value,
    label: format.text(value, panel.defaults.decimals ?? null),
    severity: tone === "critical" || tone === "warning" ? tone : "neutral",
  }));
}
