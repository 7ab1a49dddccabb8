import type { Column } from "../../ui/DataTable.tsx";
import { formatNumber } from "../../ui/format.ts";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { None, Value } from "../../ui/Value.tsx";
import { ageColumn, commonKeys, nameColumn } from "./commonColumns.tsx";
import type { SortKeys } from "./sortRows.ts";
import { type NodeRow, nodeRank, nodeStanding } from "./words.ts";

export const nodeKeys: SortKeys<NodeRow> = {
  name: commonKeys.name,
  age: commonKeys.age,
  state: nodeRank,
  allocatable: ({ gpuAllocatable }) => gpuAllocatable,
  requested: ({ gpuRequested }) => gpuRequested,
};

export const nodeColumns: readonly Column<NodeRow>[] = [
  nameColumn("Node", 150),
  {
    id: "state",
    header: "State",
    minWidth: 220,
    sortable: true,
    title: (node) => nodeStanding(node).why,
    cell: (node) => {
      const { status, word, why } = nodeStanding(node);
      return (
        <StatusText status={status} plain>
          {word}
          {why === "" ? null : <span className="fg2"> {why}</span>}
        </StatusText>
      );
    },
  },
  {
    id: "allocatable",
    header: "GPUs allocatable",
    width: 132,
    sortable: true,
    numeric: true,
    cell: ({ gpuAllocatable, gpuCapacity }) =>
      gpuCapacity === 0 ? (
        <None />
      ) : (
        <Value of={formatNumber(gpuCapacity)} tone={gpuAllocatable < gpuCapacity ? "critical" : "neutral"}>
          {formatNumber(gpuAllocatable)}
        </Value>
      ),
  },
  {
    id: "requested",
    header: "GPUs requested",
    width: 126,
    sortable: true,
    numeric: true,
    cell: ({ gpuRequested, gpuAllocatable }) =>
      gpuRequested === null ? (
        <None>not read</None>
      ) : gpuRequested === 0 && gpuAllocatable === 0 ? (
        <None />
      ) : (
        <Value of={formatNumber(gpuAllocatable)} tone={gpuRequested > gpuAllocatable ? "critical" : "neutral"}>
          {formatNumber(gpuRequested)}
        </Value>
      ),
  },
  {
    id: "model",
    header: "GPU model",
    minWidth: 170,
    cell: ({ gpuModel }) => gpuModel ?? <None>not told</None>,
    title: ({ gpuModel }) => gpuModel ?? "not told",
  },
  { id: "address", header: "Address", width: 120, mono: true, cell: ({ address }) => address ?? <None /> },
  { id: "kubelet", header: "Kubelet", width: 90, mono: true, cell: ({ kubelet }) => kubelet },
  ageColumn,
];
