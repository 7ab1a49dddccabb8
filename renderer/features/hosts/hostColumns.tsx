import type { ReactNode } from "react";
import { isGpuCountKnown } from "../../../shared/domain/gpu/subsystem.ts";
import { environmentKindOf, workspaceStore } from "../../state/workspaceStore.ts";
import type { Column } from "../../ui/DataTable.tsx";
import { EnvironmentTag } from "../../ui/EnvironmentTag.tsx";
import { formatAge, formatNumber } from "../../ui/format.ts";
import { Meter } from "../../ui/Meter.tsx";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { None, Value } from "../../ui/Value.tsx";
import styles from "./hostColumns.module.css";
import type { HostRow } from "./hostRows.ts";
import { TerminalButton } from "./TerminalButton.tsx";

const gibibyte = 2 ** 30;

/** A bar with its figure; a value that is not there is a word. */
function barred(ratio: number | null): ReactNode {
  if (ratio === null) return <None />;
  return (
    <span className={styles.barred}>
      <Meter ratio={ratio} width={44} />
      <span className={styles.figure}>
        <Value unit="%">{Math.round(ratio * 100)}</Value>
      </span>
    </span>
  );
}

function figure(value: number | null, format: (value: number) => ReactNode): ReactNode {
  return value === null ? <None /> : format(value);
}

function Environment({ name }: { readonly name: string | null }) {
  const kind = workspaceStore(({ workspace }) => environmentKindOf(workspace, name));
  return name && kind ? <EnvironmentTag kind={kind} name={name} /> : <None />;
}

function gpusReporting({ host }: HostRow): ReactNode {
  const { gpusExpected: expected, gpusReporting: reporting, gpuSubsystem } = host;
  if (expected === 0) return <None>{isGpuCountKnown(gpuSubsystem.kind) ? "no GPU" : "unknown"}</None>;
  return (
    <Value tone={reporting < expected ? "critical" : "neutral"} of={expected}>
      {reporting}
    </Value>
  );
}

export const hostColumns: readonly Column<HostRow>[] = [
  { id: "host", header: "Host", width: 122, sortable: true, name: true, mono: true, cell: ({ host }) => host.name },
  {
    id: "terminal",
    header: "",
    width: 32,
    tight: true,
    cell: ({ host: { name, connection } }) =>
      connection.kind === "connected" ? (
        <TerminalButton target={{ kind: "host", host: name }} where={`on ${name}`} />
      ) : null,
  },
  {
    id: "state",
    header: "State",
    minWidth: 196,
    sortable: true,
    title: ({ status }) => status.word,
    cell: ({ status }) => (
      <StatusText status={status.status} plain>
        {status.word}
      </StatusText>
    ),
  },
  { id: "environment", header: "Env", width: 64, cell: ({ host }) => <Environment name={host.environment} /> },
  {
    id: "address",
    header: "Address",
    width: 128,
    sortable: true,
    mono: true,
    title: ({ host }) => [host.address ?? "none", ...host.via.map((hop) => `via ${hop}`)].join(" "),
    cell: ({ host }) =>
      host.address === null ? (
        <None />
      ) : (
        <>
          {host.address}
          {host.via.length > 0 ? <span className="fg3"> via {host.via.join(", ")}</span> : null}
        </>
      ),
  },
  {
    id: "model",
    header: "GPU model",
    width: 104,
    sortable: true,
    title: ({ host }) => host.gpuModel ?? "none",
    cell: ({ host }) => host.gpuModel ?? <None />,
  },
  { id: "gpus", header: "GPUs", width: 70, sortable: true, numeric: true, cell: gpusReporting },
  {
    id: "utilization",
    header: "Util",
    width: 104,
    sortable: true,
    numeric: true,
    cell: ({ host }) => barred(host.gpuUtilizationRatio),
  },
  {
    id: "memory",
    header: "GPU memory",
    width: 110,
    sortable: true,
    numeric: true,
    cell: ({ host: { gpuMemoryUsedBytes: used, gpuMemoryTotalBytes: total } }) =>
      used === null || !total ? (
        <None />
      ) : (
        <Value of={formatNumber(total / gibibyte)} unit="GiB">
          {formatNumber(used / gibibyte)}
        </Value>
      ),
  },
  {
    id: "temperature",
    header: "Max temp",
    width: 76,
    sortable: true,
    numeric: true,
    cell: ({ host }) => {
      const throttled = host.findings.some(({ kind }) => kind === "gpuThrottled");
      return figure(host.gpuTemperatureMaxCelsius, (celsius) => (
        <Value unit="°C" tone={throttled ? "warning" : "neutral"}>
          {Math.round(celsius)}
        </Value>
      ));
    },
  },
  {
    id: "power",
    header: "Power",
    width: 76,
    sortable: true,
    numeric: true,
    cell: ({ host }) => figure(host.gpuPowerWatts, (watts) => <Value unit="kW">{formatNumber(watts / 1000, 2)}</Value>),
  },
  {
    id: "cpu",
    header: "CPU",
    width: 62,
    sortable: true,
    numeric: true,
    cell: ({ host }) => figure(host.cpuRatio, (ratio) => <Value unit="%">{Math.round(ratio * 100)}</Value>),
  },
  {
    id: "hostMemory",
    header: "Memory",
    width: 70,
    sortable: true,
    numeric: true,
    cell: ({ host }) => figure(host.memoryUsedRatio, (ratio) => <Value unit="%">{Math.round(ratio * 100)}</Value>),
  },
  {
    id: "uptime",
    header: "Uptime",
    width: 70,
    sortable: true,
    numeric: true,
    cell: ({ host }) => figure(host.uptimeSeconds, (seconds) => formatAge(seconds * 1000)),
  },
  {
    id: "age",
    header: "Sample",
    width: 66,
    sortable: true,
    numeric: true,
    cell: ({ host, age }) => (age === null ? <None /> : <Value tone={host.stale ? "warning" : "neutral"}>{age}</Value>),
  },
];
