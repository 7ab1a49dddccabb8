import type { Column } from "../../ui/DataTable.tsx";
import { formatNumber } from "../../ui/format.ts";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { Count, None, Value } from "../../ui/Value.tsx";
import { Age } from "./Age.tsx";
import { ageColumn, commonKeys, nameColumn, namespaceColumn } from "./commonColumns.tsx";
import type { SortKeys } from "./sortRows.ts";
import { type PodRow, podRank, statusOfPod } from "./words.ts";

export const podKeys: SortKeys<PodRow> = {
  ...commonKeys,
  state: podRank,
  node: ({ node }) => node,
  gpus: ({ gpus }) => gpus,
  restarts: ({ restarts }) => restarts,
};

export const podColumns: readonly Column<PodRow>[] = [
  nameColumn("Pod", 226),
  namespaceColumn,
  {
    id: "state",
    header: "State",
    minWidth: 160,
    sortable: true,
    title: ({ reason, message }) => [reason, message].filter((words) => words !== "").join(": "),
    cell: (row) => (
      <StatusText status={statusOfPod(row)} plain>
        {row.reason}
        {row.message === "" ? null : <span className="fg2"> {row.message}</span>}
      </StatusText>
    ),
  },
  {
    id: "ready",
    header: "Ready",
    width: 60,
    numeric: true,
    cell: ({ containers, health }) => {
      const ready = containers.filter((container) => container.ready).length;
      const isShort = ready < containers.length && health !== "done";
      return (
        <Value of={containers.length} tone={isShort ? "warning" : "neutral"}>
          {ready}
        </Value>
      );
    },
  },
  {
    id: "node",
    header: "Node",
    width: 100,
    sortable: true,
    mono: true,
    cell: ({ node }) => node ?? <None>not placed</None>,
    title: ({ node }) => node ?? "not placed",
  },
  {
    id: "gpus",
    header: "GPUs",
    width: 54,
    sortable: true,
    numeric: true,
    cell: ({ gpus }) => (gpus === 0 ? <None /> : formatNumber(gpus)),
  },
  {
    id: "restarts",
    header: "Restarts",
    width: 96,
    sortable: true,
    numeric: true,
    cell: ({ restarts, lastEnd }) => (
      <>
        <Count>{restarts}</Count>
        {lastEnd === null ? null : (
          <span className="fg3">
            {" "}
            <Age sinceMs={lastEnd.atMs} /> ago
          </span>
        )}
      </>
    ),
  },
  ageColumn,
];
