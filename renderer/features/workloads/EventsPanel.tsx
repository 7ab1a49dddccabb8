import type { Column } from "../../ui/DataTable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { eventColumns, eventKeys } from "./eventColumns.tsx";
import { RowsNotice } from "./RowsNotice.tsx";
import { RowsTable } from "./RowsTable.tsx";
import { countOf, useRows } from "./useRows.ts";
import type { EventRow } from "./words.ts";

/** The message keeps most of a panel that is half as wide as the screen. */
const widths: Readonly<Record<string, Pick<Column<EventRow>, "width" | "minWidth">>> = {
  reason: { width: 130 },
  message: { minWidth: 140 },
};
const columns = eventColumns
  .filter(({ id }) => id !== "object" && id !== "from")
  .map((column) => ({ ...column, ...widths[column.id] }));
const reasonOf = ({ reason }: EventRow) => reason;

/** What the cluster told of one object. */
export function EventsPanel({
  cluster,
  namespace,
  object,
}: {
  readonly cluster: string;
  readonly namespace: string | null;
  readonly object: { readonly kind: string; readonly name: string };
}) {
  const events = useRows("kubernetes.events", { cluster, namespace, object });
  return (
    <Panel title={`Events of ${object.name}`} count={countOf(events)} scroll>
      <RowsNotice of={events} what="events" />
      <RowsTable
        label={`Events of ${object.name}`}
        of={events}
        rows={events.rows}
        columns={columns}
        keys={eventKeys}
        firstSort={{ column: "last", direction: "ascending" }}
        name={reasonOf}
        nothing="A cluster keeps events for about an hour: older ones are not seen here."
      />
    </Panel>
  );
}
