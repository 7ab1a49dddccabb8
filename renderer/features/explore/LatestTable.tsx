import { useMemo, useState } from "react";
import { formatValue, type Unit } from "../../../shared/domain/format/units.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { cx } from "../../ui/cx.ts";
import { type Column, DataTable, type Sort } from "../../ui/DataTable.tsx";
import { formatClock } from "../../ui/format.ts";
import type { ExploreSeries } from "./exploreSeries.ts";

const mostLabels = 8;
const mostRows = 1000;

/** The newest value of each series, its labels in columns; in the order of the answer until a head is pressed. */
export function LatestTable({
  all,
  unit,
  isFaded,
}: {
  readonly all: readonly ExploreSeries[];
  readonly unit: Unit;
  /** Of an earlier run, beside what answers now. */
  readonly isFaded: (series: ExploreSeries) => boolean;
}) {
  const [sort, setSort] = useState<Sort | null>(null);
  const answered = all.slice(0, mostRows);
  const shown = sort ? sorted(answered, sort) : answered;
  const labelKey = labelNames(answered).join(" ");
  const zone = settingsStore(({ clock }) => clock);
  const someStopped = shown.some(({ stoppedMs }) => stoppedMs !== null);
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
          sortable: true,
          title: ({ series }: ExploreSeries) => series.labels[label] ?? "",
          cell: ({ series }: ExploreSeries) => series.labels[label] ?? "",
        })),
      {
        id: "value",
        header: "Value",
        width: 120,
        numeric: true,
        sortable: true,
        cell: ({ last, stoppedMs }) => (
          <span className={cx(stoppedMs !== null && "fg3")}>{formatValue(last, unit)}</span>
        ),
      },
      ...(someStopped
        ? [
            {
              id: "lastSeen",
              header: "Last seen",
              width: 84,
              cell: ({ stoppedMs }: ExploreSeries) => (stoppedMs === null ? "now" : formatClock(stoppedMs, zone)),
            },
          ]
        : []),
    ],
    [labelKey, severalQueries, someStopped, unit, zone],
  );
  return (
    <DataTable
      label="Latest values"
      columns={columns}
      rows={shown}
      rowKey={({ key }) => key}
      rowState={(series) => (isFaded(series) ? "off" : undefined)}
      onSort={setSort}
      {...(sort ? { sort } : {})}
      foot={all.length > mostRows ? `${all.length - mostRows} more: ask for fewer, or save them as CSV` : null}
    />
  );
}

function sorted(all: readonly ExploreSeries[], { column, direction }: Sort): readonly ExploreSeries[] {
  const label = column.replace(/^label /, "");
  const order = (a: ExploreSeries, b: ExploreSeries) =>
    column === "value" ? a.last - b.last : byText(a.series.labels[label] ?? "", b.series.labels[label] ?? "");
  const sign = direction === "ascending" ? 1 : -1;
  return [...all].sort((a, b) => sign * order(a, b) || (a.label < b.label ? -1 : 1));
}

const byText = new Intl.Collator("en", { numeric: true }).compare;

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
