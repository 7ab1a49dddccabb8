import type { Column } from "../../ui/DataTable.tsx";
import { None } from "../../ui/Value.tsx";
import { ageColumn, commonKeys, nameColumn, namespaceColumn } from "./commonColumns.tsx";
import type { SortKeys } from "./sortRows.ts";
import type { MonitorRow } from "./words.ts";

export const monitorKeys: SortKeys<MonitorRow> = {
  ...commonKeys,
  kind: ({ kind }) => kind,
};

export const monitorColumns: readonly Column<MonitorRow>[] = [
  nameColumn("Monitor or rule", 190),
  { id: "kind", header: "Kind", width: 140, sortable: true, cell: ({ kind }) => kind },
  namespaceColumn,
  {
    id: "parts",
    header: "Endpoints or groups",
    minWidth: 190,
    mono: true,
    cell: ({ parts }) => (parts.length === 0 ? <None /> : parts.join(", ")),
    title: ({ parts }) => parts.join(", "),
  },
  {
    id: "selector",
    header: "Looks for",
    minWidth: 200,
    mono: true,
    cell: ({ selector, kind }) =>
      selector ?? <None>{kind === "PrometheusRule" ? "nothing to scrape" : "any label"}</None>,
    title: ({ selector }) => selector ?? "",
  },
  ageColumn,
];
