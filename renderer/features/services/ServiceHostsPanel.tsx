import { useMemo, useState } from "react";
import { useHosts } from "../../state/hostsStore.ts";
import { navigate } from "../../state/navigation.ts";
import { selectHost } from "../../state/selection.ts";
import type { HostSummary } from "../../state/types.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Meter } from "../../ui/Meter.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Status, StatusIcon } from "../../ui/StatusIcon.tsx";
import { None, Value } from "../../ui/Value.tsx";
import styles from "./services.module.css";

const columns: readonly Column<HostSummary>[] = [
  {
    id: "host",
    header: "Host",
    name: true,
    title: (host) => [host.name, stateOf(host).word, ...host.findings.map(({ title }) => title)].join("\n"),
    cell: (host) => {
      const { status, word } = stateOf(host);
      return (
        <span className={styles.name}>
          <StatusIcon status={status} label={word} />
          <span className="mono">{host.name}</span>
          <span className="fg3 clip">{host.findings[0]?.title ?? ""}</span>
        </span>
      );
    },
  },
  { id: "model", header: "GPUs", width: 108, cell: ({ gpuModel }) => gpuModel ?? <None /> },
  {
    id: "reporting",
    header: "Here",
    width: 56,
    numeric: true,
    cell: ({ gpusReporting, gpusExpected }) =>
      gpusExpected === 0 ? (
        <None />
      ) : (
        <Value tone={gpusReporting < gpusExpected ? "critical" : "neutral"} of={gpusExpected}>
          {gpusReporting}
        </Value>
      ),
  },
  {
    id: "utilization",
    header: "Util",
    width: 104,
    numeric: true,
    cell: ({ gpuUtilizationRatio: ratio }) =>
      ratio === null ? (
        <None />
      ) : (
        <span className={styles.barred}>
          <Meter ratio={ratio} width={36} />
          <span className={styles.figure}>
            <Value unit="%">{Math.round(ratio * 100)}</Value>
          </span>
        </span>
      ),
  },
];

function stateOf({ connection, stale, findings }: HostSummary): { readonly status: Status; readonly word: string } {
  if (connection.kind !== "connected") return { status: "unknown", word: "Not connected" };
  if (stale) return { status: "unknown", word: "Stale" };
  const worst = findings.some(({ severity }) => severity === "critical")
    ? ({ status: "critical", word: "Critical" } as const)
    : findings.some(({ severity }) => severity === "warning")
      ? ({ status: "warning", word: "Warning" } as const)
      : null;
  return worst ?? { status: "ok", word: "Connected" };
}

function open(host: string): void {
  selectHost(host);
  navigate({ page: "host", host });
}

/** Where the service runs, with the GPUs that are there. */
export function ServiceHostsPanel({ names }: { readonly names: readonly string[] }) {
  const hosts = useHosts();
  const rows = useMemo(() => names.flatMap((name) => hosts.find((host) => host.name === name) ?? []), [names, hosts]);
  const [selected, setSelected] = useState<string | null>(null);
  return (
    <Panel title="Hosts" count={rows.length} className={styles.list ?? ""} scroll>
      <DataTable
        label="Hosts of the service"
        columns={columns}
        rows={rows}
        rowKey={({ name }) => name}
        density="compact"
        selected={selected}
        onSelect={setSelected}
        onOpen={open}
        rowState={({ connection, stale }) => (connection.kind !== "connected" || stale ? "off" : undefined)}
        {...(rows.length === 0 ? { foot: "None of its targets is on a host of this workspace." } : {})}
      />
    </Panel>
  );
}
