import { type OtherServer, serversStore } from "../../state/serversStore.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { addressText } from "./addressText.ts";
import { actionsColumn } from "./ServerActions.tsx";

const columns: readonly Column<OtherServer>[] = [
  { id: "name", header: "Name", width: 120, name: true, cell: ({ name }) => <span className="mono clip">{name}</span> },
  {
    id: "address",
    header: "Address",
    cell: (server) => <span className="mono clip">{addressText(server)}</span>,
    title: addressText,
  },
  actionsColumn((server) => server),
];

/** The servers that dashboards are picked from; nothing where the workspace names none. */
export function GrafanaPanel() {
  const servers = serversStore(({ others }) => others).filter(({ kind }) => kind === "grafana");
  if (servers.length === 0) return null;
  return (
    <Panel title="Grafana" count={servers.length}>
      <DataTable label="Grafana servers" columns={columns} rows={servers} rowKey={({ name }) => name} />
    </Panel>
  );
}
