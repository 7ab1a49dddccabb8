import { Plus } from "lucide-react";
import { useState } from "react";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { serversStore, type WatchedServer } from "../../state/serversStore.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { formatClock } from "../../ui/format.ts";
import { Panel } from "../../ui/Panel.tsx";
import { addressText } from "./addressText.ts";
import { actionsColumn } from "./ServerActions.tsx";
import styles from "./SettingsPage.module.css";
import { SourceDialog } from "./SourceDialog.tsx";
import { emptyDraft } from "./sourceDraft.ts";

const kindNames = {
  prometheus: "Prometheus",
  alertmanager: "Alertmanager",
  loki: "Loki",
  elasticsearch: "Elasticsearch",
} as const;

const columns: readonly Column<WatchedServer>[] = [
  {
    id: "name",
    header: "Name",
    width: 120,
    name: true,
    cell: ({ server }) => <span className="mono clip">{server.name}</span>,
    title: ({ server }) => server.name,
  },
  { id: "kind", header: "Kind", width: 104, cell: ({ server }) => kindNames[server.kind] },
  {
    id: "address",
    header: "Address",
    cell: (watched) => <span className="mono clip">{addressText(watched.server)}</span>,
    title: ({ server }) => addressText(server),
  },
  { id: "state", header: "State", width: 128, cell: ({ state }) => <StateBadge state={state} /> },
  {
    id: "version",
    header: "Version",
    width: 96,
    mono: true,
    cell: ({ state }) => <span className="clip">{state.kind === "ok" ? (state.version ?? "not told") : "none"}</span>,
    title: ({ state }) => (state.kind === "ok" ? (state.version ?? "") : ""),
  },
  {
    id: "latency",
    header: "Answers in",
    width: 84,
    numeric: true,
    cell: ({ state }) =>
      state.kind === "ok" && state.latencyMs !== null ? `${Math.max(1, Math.round(state.latencyMs))} ms` : "none",
  },
  actionsColumn(({ server }) => server),
];

/** The servers that the workspace asks, of every kind. */
export function SourcesPanel() {
  const servers = serversStore((state) => state.servers);
  const [adding, setAdding] = useState(false);
  if (!servers) return null;
  return (
    <Panel
      title="Sources"
      controls={
        <Button icon={Plus} onPress={() => setAdding(true)}>
          Add a source
        </Button>
      }
    >
      {servers.length === 0 ? (
        <p className={styles.note}>
          All that is shown is read over SSH. Add a Prometheus, Alertmanager, Loki or Elasticsearch here or under{" "}
          <code>sources</code> in <code>midwatch.yaml</code>; a Grafana to pick dashboards from, or a store to forward
          samples to, in the same way.
        </p>
      ) : (
        <DataTable label="Sources" columns={columns} rows={servers} rowKey={({ server }) => server.name} />
      )}
      <Failures servers={servers} />
      {adding ? <SourceDialog initial={emptyDraft} replaces={null} onClose={() => setAdding(false)} /> : null}
    </Panel>
  );
}

/** Why those that cannot be read cannot, in their words. */
function Failures({ servers }: { readonly servers: readonly WatchedServer[] }) {
  const { call } = useClient();
  const zone = settingsStore((state) => state.clock);
  const failures = servers.flatMap(({ server: { name }, state }) =>
    state.kind === "down" ? [{ name, ...state }] : [],
  );
  if (failures.length === 0) return null;
  return (
    <ul className={styles.secrets} aria-label="Sources that cannot be read">
      {failures.map(({ name, reason, sinceMs }) => (
        <li key={name} className={styles.setting}>
          <span className="grow fg2">
            <span className="mono fg0">{name}</span> since {formatClock(sinceMs, zone)}: {reason}
          </span>
          <Button onPress={() => void call("servers.retry", { name }).catch(reportProblem(`${name} was not asked`))}>
            Ask again<span className="visuallyHidden"> {name}</span>
          </Button>
        </li>
      ))}
    </ul>
  );
}

function StateBadge({ state }: Pick<WatchedServer, "state">) {
  switch (state.kind) {
    case "ok":
      return (
        <Badge tone="ok" status="ok">
          Answers
        </Badge>
      );
    case "down":
      return (
        <Badge tone="critical" status="critical">
          Cannot be read
        </Badge>
      );
    case "unknown":
      return <Badge status="waiting">Not yet asked</Badge>;
  }
}
