import type { Column } from "../../ui/DataTable.tsx";
import { formatNumber } from "../../ui/format.ts";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { Count, None, Value } from "../../ui/Value.tsx";
import { ageColumn, commonKeys, nameColumn, namespaceColumn } from "./commonColumns.tsx";
import type { SortKeys } from "./sortRows.ts";
import { rolloutRank, shortImage, statusOfRollout, type WorkloadRow } from "./words.ts";

export const workloadKeys: SortKeys<WorkloadRow> = {
  ...commonKeys,
  kind: ({ kind }) => kind,
  state: rolloutRank,
  ready: ({ desired, ready }) => (desired === 0 ? 1 : ready / desired),
  gpus: ({ desired, gpusPerPod }) => desired * gpusPerPod,
  restarts: ({ restarts }) => restarts,
};

export const workloadColumns: readonly Column<WorkloadRow>[] = [
  nameColumn("Workload", 190),
  { id: "kind", header: "Kind", width: 104, sortable: true, cell: ({ kind }) => kind },
  namespaceColumn,
  {
    id: "state",
    header: "Rollout",
    minWidth: 210,
    sortable: true,
    title: ({ rollout }) => rollout.text,
    cell: (row) => (
      <StatusText status={statusOfRollout(row)} plain>
        {row.rollout.text}
      </StatusText>
    ),
  },
  {
    id: "ready",
    header: "Ready",
    width: 88,
    sortable: true,
    numeric: true,
    cell: ({ ready, desired, kind }) =>
      ready === 0 && desired === 0 ? (
        <None>none asked</None>
      ) : (
        <Value of={formatNumber(desired)} tone={ready < desired && kind !== "Job" ? "warning" : "neutral"}>
          {formatNumber(ready)}
        </Value>
      ),
  },
  {
    id: "gpus",
    header: "GPUs",
    width: 70,
    sortable: true,
    numeric: true,
    title: ({ gpusPerPod, desired }) => (gpusPerPod === 0 ? "none" : `${desired} pods of ${gpusPerPod}`),
    cell: ({ gpusPerPod, desired }) => (gpusPerPod === 0 ? <None /> : formatNumber(desired * gpusPerPod)),
  },
  {
    id: "restarts",
    header: "Restarts",
    width: 82,
    sortable: true,
    numeric: true,
    cell: ({ restarts }) => (restarts === null ? <None>not read</None> : <Count>{restarts}</Count>),
  },
  {
    id: "images",
    header: "Image",
    minWidth: 170,
    mono: true,
    title: ({ images }) => images.join(", "),
    cell: ({ images }) => (images.length === 0 ? <None /> : images.map(shortImage).join(", ")),
  },
  ageColumn,
];
