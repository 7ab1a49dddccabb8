import type { Lookup, ScopedValue } from "./interpolate.ts";
import { interpolate } from "./interpolate.ts";
import type { Dashboard, DashboardPanel, DashboardRow, GridPlace } from "./model.ts";

/** A panel where it is drawn, with the values that repeating gave it. */
export interface PlacedPanel {
  readonly key: string;
  readonly panel: DashboardPanel;
  readonly grid: GridPlace;
  readonly values: ReadonlyMap<string, ScopedValue>;
}

export interface PlacedRow {
  readonly key: string;
  readonly title: string;
  readonly collapsed: boolean;
  readonly panels: readonly PlacedPanel[];
}

const mostRepeats = 50;
const mostPanels = 1000;

/** Rows and panels with the repeated ones drawn out, one for each value; places count from the top of their row. */
export function placeRows(
  dashboard: Dashboard,
  values: ReadonlyMap<string, ScopedValue>,
  lookup: (values: ReadonlyMap<string, ScopedValue>) => Lookup,
): readonly PlacedRow[] {
  let count = 0;
  return dashboard.rows.flatMap((row) =>
    repeated(row.repeat, values).map((scope, index): PlacedRow => {
      const panels = placePanels(row, scope, index).slice(0, Math.max(0, mostPanels - count));
      count += panels.length;
      return {
        key: `${row.id}.${index}`,
        title: interpolate(row.title, lookup(scope), "text"),
        collapsed: row.collapsed,
        panels,
      };
    }),
  );
}

/** The values with one of the variable's at a time; as they are when it repeats over nothing. */
function repeated(
  variable: string | null,
  values: ReadonlyMap<string, ScopedValue>,
): readonly ReadonlyMap<string, ScopedValue>[] {
  const value = variable === null ? undefined : values.get(variable);
  if (variable === null || !value || value.values.length === 0) return [values];
  return value.values.slice(0, mostRepeats).map((single, index) => {
    const text = value.texts.length === value.values.length ? (value.texts[index] ?? single) : single;
    return new Map(values).set(variable, { ...value, values: [single], texts: [text], allText: null });
  });
}

function placePanels(
  row: DashboardRow,
  values: ReadonlyMap<string, ScopedValue>,
  rowIndex: number,
): readonly PlacedPanel[] {
  const ordered = [...row.panels].sort((a, b) => a.grid.y - b.grid.y || a.grid.x - b.grid.x);
  const top = ordered[0]?.grid.y ?? 0;
  /** Repeats take more height than the one panel: what stands below moves down. */
  const pushes: { readonly fromY: number; readonly by: number }[] = [];
  const placed = ordered.flatMap((panel) => {
    const down = pushes.filter(({ fromY }) => panel.grid.y >= fromY).reduce((sum, { by }) => sum + by, 0);
    const place = { ...panel.grid, y: panel.grid.y - top + down };
    const scopes = repeated(panel.repeat?.variable ?? null, values);
    const places = repeatPlaces(panel, place, scopes.length);
    const bottom = Math.max(...places.map(({ y, h }) => y + h));
    const grown = bottom - (place.y + place.h);
    if (grown > 0) pushes.push({ fromY: panel.grid.y + panel.grid.h, by: grown });
    return scopes.map((scope, index) => ({
      key: `${rowIndex}.${panel.id}.${index}`,
      panel,
      grid: places[index] ?? place,
      values: scope,
    }));
  });
  return apart(placed);
}

/** As a grid does it: what would lie on a panel before it moves down until it lies on none. */
function apart(panels: readonly PlacedPanel[]): readonly PlacedPanel[] {
  const settled: PlacedPanel[] = [];
  for (const panel of panels) {
    let grid = panel.grid;
    for (let below = lyingOn(settled, grid); below !== null; below = lyingOn(settled, grid))
      grid = { ...grid, y: below.y + below.h };
    settled.push(grid === panel.grid ? panel : { ...panel, grid });
  }
  return settled;
}

function lyingOn(settled: readonly PlacedPanel[], { x, y, w, h }: GridPlace): GridPlace | null {
  const found = settled.find(
    ({ grid }) => x < grid.x + grid.w && grid.x < x + w && y < grid.y + grid.h && grid.y < y + h,
  );
  return found?.grid ?? null;
}

function repeatPlaces({ repeat }: DashboardPanel, place: GridPlace, count: number): readonly GridPlace[] {
  if (!repeat || count === 1) return [place];
  if (repeat.direction === "down") {
    return Array.from({ length: count }, (_, index) => ({ ...place, y: place.y + index * place.h }));
  }
  const perRow = Math.min(count, repeat.perRow);
  const w = Math.max(1, Math.floor(24 / perRow));
  return Array.from({ length: count }, (_, index) => ({
    x: (index % perRow) * w,
    y: place.y + Math.floor(index / perRow) * place.h,
    w,
    h: place.h,
  }));
}
