import type { Column } from "../../ui/DataTable.tsx";
import { formatNumber } from "../../ui/format.ts";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { Age } from "./Age.tsx";
import type { SortKeys } from "./sortRows.ts";
import type { EventRow } from "./words.ts";

export const eventKeys: SortKeys<EventRow> = {
  last: ({ lastMs }) => lastMs && -lastMs,
  kind: ({ isWarning }) => (isWarning ? 0 : 1),
  reason: ({ reason }) => reason,
  object: ({ object }) => `${object.kind}/${object.name}`,
  count: ({ count }) => count,
};

export const eventColumns: readonly Column<EventRow>[] = [
  {
    id: "last",
    header: "Last",
    width: 76,
    sortable: true,
    numeric: true,
    cell: ({ lastMs }) => <Age sinceMs={lastMs} />,
  },
  {
    id: "kind",
    header: "Type",
    width: 96,
    sortable: true,
    cell: ({ isWarning }) => (
      <StatusText status={isWarning ? "warning" : "info"} plain>
        {isWarning ? "Warning" : "Normal"}
      </StatusText>
    ),
  },
  {
    id: "reason",
    header: "Reason",
    width: 170,
    sortable: true,
    name: true,
    cell: ({ reason }) => reason,
    title: ({ reason }) => reason,
  },
  {
    id: "object",
    header: "Object",
    width: 250,
    sortable: true,
    mono: true,
    cell: ({ object }) => `${object.kind}/${object.name}`,
    title: ({ object }) => `${object.kind} ${object.namespace}/${object.name}`,
  },
  { id: "message", header: "Message", minWidth: 260, cell: ({ message }) => message, title: ({ message }) => message },
  { id: "count", header: "Count", width: 66, sortable: true, numeric: true, cell: ({ count }) => formatNumber(count) },
  { id: "from", header: "From", width: 160, cell: ({ from }) => from, title: ({ from }) => from },
];
