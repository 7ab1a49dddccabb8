import { axisUnit, formatValue } from "../../shared/domain/format/units.ts";
import type { SeriesId } from "../../shared/domain/metrics/model.ts";
import type { BoardPanel, BoardQuery } from "../../shared/domain/services/presets/preset.ts";
import type { ChartSpec } from "./chartContent.ts";
import type { ChartLine } from "./chartTypes.ts";

/** A panel with names for its queries that are its own on the whole board. */
export interface PlacedPanel {
  readonly id: string;
  readonly panel: BoardPanel;
  readonly queries: readonly (BoardQuery & { readonly id: string })[];
}

export function placePanels(section: string, panels: readonly BoardPanel[]): readonly PlacedPanel[] {
  return panels.map((panel, place) => {
    const id = `${section} ${place}`;
    return { id, panel, queries: panel.queries.map((query, index) => ({ ...query, id: `${id} ${index}` })) };
  });
}

const slots = 8;

/** What the chart of a panel is. `magnitude` is about its largest value, which chooses the unit of the axis. */
export function boardChart({ panel, queries }: PlacedPanel, magnitude: number): ChartSpec {
  const { title, unit, whole } = panel;
  const axis = axisUnit(unit, magnitude);
  const byId = new Map(queries.map((query, index) => [query.id, { query, index }]));
  const colours = new Map<string, number>();
  return {
    title,
    unitText: axis.text,
    queries: queries.map(({ id }) => id),
    y: whole ? { kind: "fixed", min: 0, max: 1 } : { kind: "auto", min: null, max: null },
    unit: axis.size,
    axisWidth: 38,
    tickText: axis.tick,
    valueText: (value) => formatValue(value, unit),
    line: (series, queryId): ChartLine => {
      const found = byId.get(queryId);
      const label = found ? lineName(found.query.legend, series) : queryId;
      const key = `${queryId} ${label}`;
      const slot = colours.get(key) ?? (colours.size % slots) + 1;
      colours.set(key, slot);
      return { key, label, slot };
    },
    headline: (latest) => {
      const [only] = latest;
      if (latest.length !== 1 || only === undefined || Number.isNaN(only.value)) return null;
      return formatValue(only.value, unit);
    },
  };
}

/** Labels that all series of a service share say nothing. */
const shared = new Set(["job", "le"]);

function lineName(legend: BoardQuery["legend"], { labels }: SeriesId): string {
  if (typeof legend === "string") return legend;
  if (legend !== null) return labels[legend.per] ?? "none";
  const values = Object.entries(labels).flatMap(([name, value]) => (shared.has(name) ? [] : value));
  return values.join(" ") || "value";
}
