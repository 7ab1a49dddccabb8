import type { Column } from "../../ui/DataTable.tsx";
import { formatNumber } from "../../ui/format.ts";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { None, Value } from "../../ui/Value.tsx";
import { ageColumn, commonKeys, nameColumn, namespaceColumn } from "./commonColumns.tsx";
import type { SortKeys } from "./sortRows.ts";
import { type AutoscalerRow, autoscalerRank, metricFigures, statusOfAutoscaler } from "./words.ts";

export const autoscalerKeys: SortKeys<AutoscalerRow> = {
  ...commonKeys,
  target: ({ target }) => target.name,
  state: autoscalerRank,
  replicas: ({ current }) => current,
};

export const autoscalerColumns: readonly Column<AutoscalerRow>[] = [
  nameColumn("Autoscaler", 130),
  namespaceColumn,
  {
    id: "target",
    header: "Target",
    width: 160,
    sortable: true,
    mono: true,
    cell: ({ target }) => `${target.kind}/${target.name}`,
    title: ({ target }) => `${target.kind}/${target.name}`,
  },
  {
    id: "state",
    header: "State",
    minWidth: 160,
    sortable: true,
    title: ({ standing }) => standing.text,
    cell: (row) => (
      <StatusText status={statusOfAutoscaler(row)} plain>
        {row.standing.text}
      </StatusText>
    ),
  },
  {
    id: "metrics",
    header: "Metrics",
    minWidth: 130,
    mono: true,
    cell: ({ metrics }) => (metrics.length === 0 ? <None /> : metrics.map(metricText).join(", ")),
    title: ({ metrics }) => metrics.map(metricText).join(", "),
  },
  {
    id: "replicas",
    header: "Replicas",
    width: 84,
    sortable: true,
    numeric: true,
    title: ({ current, desired }) => `${current} now, ${desired} wanted`,
    cell: ({ current, desired }) => <Value of={formatNumber(desired)}>{formatNumber(current)}</Value>,
  },
  {
    id: "limits",
    header: "Limits",
    width: 70,
    numeric: true,
    cell: ({ min, max }) => `${formatNumber(min)} – ${formatNumber(max)}`,
  },
  ageColumn,
];

/** The figures first: where it is cut, they stay. */
function metricText(metric: AutoscalerRow["metrics"][number]): string {
  const { current, target } = metricFigures(metric);
  return `${current ?? "none"} / ${target ?? "none"} ${metric.name}`;
}
