import { type Source, sourcesStore } from "../../state/sourcesStore.ts";
import { Badge } from "../../ui/Badge.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import styles from "./SettingsPage.module.css";

const columns: readonly Column<Source>[] = [
  { id: "name", header: "Name", width: 140, name: true, cell: ({ name }) => <span className="mono clip">{name}</span> },
  {
    id: "address",
    header: "Address",
    cell: (source) => <span className="mono clip">{addressText(source)}</span>,
    title: addressText,
  },
  { id: "state", header: "State", width: 112, cell: ({ state }) => <SourceBadge state={state} />, title: stateText },
  {
    id: "version",
    header: "Version",
    width: 96,
    mono: true,
    cell: ({ state, kind }) =>
      state.kind === "ok" ? (state.version ?? (kind === "local" ? "built in" : "not told")) : "none",
  },
  {
    id: "latency",
    header: "Answers in",
    width: 88,
    numeric: true,
    cell: ({ state }) =>
      state.kind === "ok" && state.latencyMs !== null ? `${Math.max(1, Math.round(state.latencyMs))} ms` : "none",
  },
];

/** The places that PromQL can be asked of. */
export function SourcesPanel() {
  const sources = sourcesStore((state) => state.sources);
  if (!sources) return null;
  return (
    <Panel title="Data sources">
      <DataTable label="Data sources" columns={columns} rows={sources} rowKey={({ name }) => name} />
      <p className={styles.note}>
        Servers are listed under <code>sources</code> in <code>midwatch.yaml</code>:{" "}
        <code>{"- { kind: prometheus, name: eu, url: https://prometheus.example, via: gpu-a01 }"}</code>
      </p>
    </Panel>
  );
}

function SourceBadge({ state }: Pick<Source, "state">) {
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
          No answer
        </Badge>
      );
    case "unknown":
      return <Badge status="waiting">Not yet asked</Badge>;
  }
}

function stateText({ state }: Source): string {
  return state.kind === "down" ? state.reason : "";
}

function addressText({ url, via }: Source): string {
  if (url === null) return "What this console reads over SSH";
  return via === null ? url : `${url} via ${via}`;
}
