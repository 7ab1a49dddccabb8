import { useMemo } from "react";
import { formatValue, type Unit } from "../../../shared/domain/format/units.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { byLast } from "./drawnSeries.ts";
import type { ExploreSeries } from "./exploreSeries.ts";

const mostLabels = 8;
const mostRows = 1000;

/** The newest value of each series, its labels in columns. */
export function LatestTable({ all, unit }: { readonly all: readonly ExploreSeries[]; readonly unit: Unit }) {
  const shown = byLast(all.filter(({ last }) => !Number.isNaN(last))).slice(0, mostRows);
  const labelKey = labelNames(shown).join(" ");
  const severalQueries = new Set(shown.map(({ queryId }) => queryId)).size > 1;
  const columns = useMemo<readonly Column<ExploreSeries>[]>(
    () => [
      ...(severalQueries
        ? [{ id: "query", header: "Query", width: 56, cell: ({ queryId }: ExploreSeries) => queryId }]
        : []),
      { id: "name", header: "Metric", name: true, mono: true, cell: ({ series }) => series.name || "expression" },
      ...labelKey
        .split(" ")
        .filter((label) => label !== "")
        .map((label) => ({
          id: `label ${label}`,
          header: label,
          mono: true,
          title: ({ series }: ExploreSeries) => series.labels[label] ?? "",
          cell: ({ series }: ExploreSeries) => series.labels[label] ?? "",
        })),
      { id: "value", header: "Value", width: 120, numeric: true, cell: ({ last }) => formatValue(last, unit) },
    ],
    [labelKey, severalQueries, unit],
  );
  return <DataTable label="Latest values" columns={columns} rows={shown} rowKey={({ key }) => key} />;
}

/** The labels that say most: those with several values first. */
function labelNames(all: readonly ExploreSeries[]): readonly string[] {
  const values = new Map<string, Set<string>>();
  for (const { series } of all) {
    for (const [label, value] of Object.entries(series.labels)) {
      values.set(label, (values.get(label) ?? new Set()).add(value));
    }
  }
  return [...values]
    .sort(([a, of], [b, others]) => others.size - of.size || (a < b ? -1 : 1))
    .slice(0, mostLabels)
    .map(([label]) => label);
}
