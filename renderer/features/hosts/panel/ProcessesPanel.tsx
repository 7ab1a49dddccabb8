import { useMemo } from "react";
import { isMissing } from "../../../../shared/domain/gpu/model.ts";
import { isProcessOf } from "../../../../shared/domain/kubernetes/processOfPod.ts";
import type { TerminalTarget } from "../../../../shared/domain/terminal/target.ts";
import { formatRoute } from "../../../state/navigation.ts";
import type { HostDetail } from "../../../state/types.ts";
import { podLink } from "../../../state/workloadsLink.ts";
import { cx } from "../../../ui/cx.ts";
import { type Column, DataTable } from "../../../ui/DataTable.tsx";
import { formatAge, formatNumber } from "../../../ui/format.ts";
import { Panel } from "../../../ui/Panel.tsx";
import { None } from "../../../ui/Value.tsx";
import { TerminalButton } from "../TerminalButton.tsx";
import { shortName } from "./gpuRows.ts";
import styles from "./HostPanel.module.css";
import { processTerminal } from "./processTerminal.ts";
import { NoReading } from "./Reading.tsx";
import { type PodsOfHost, usePodsOfHost } from "./usePodsOfHost.ts";
import { indexRanges } from "./words.ts";

type Process = HostDetail["processes"][number];

interface ProcessRow {
  readonly process: Process;
  /** `0-3` */
  readonly gpus: string;
  /** Where a cluster knows it. */
  readonly pod: {
    readonly cluster: string;
    readonly id: string;
    readonly namespace: string;
    readonly name: string;
  } | null;
  /** Null where it is in no container that can be entered. */
  readonly terminal: TerminalTarget | null;
}

const gibibyte = 2 ** 30;

function about({ process }: ProcessRow): string {
  const { command, name, user, container, ageSeconds } = process;
  return [
    command ?? name,
    `user ${user ?? "unknown"}`,
    container ? `container ${container}` : "no container",
    ...(ageSeconds === null ? [] : [`runs for ${formatAge(ageSeconds * 1000)}`]),
  ].join("\n");
}

/** Where some of them are of pods. */
const podColumn: Column<ProcessRow> = {
  id: "pod",
  header: "Pod",
  minWidth: 84,
  mono: true,
  tight: true,
  title: ({ pod }) => (pod === null ? "of no pod that its cluster tells" : `${pod.namespace}/${pod.name}`),
  cell: ({ pod }) =>
    pod === null ? (
      <None />
    ) : (
      <a className={cx("clip", styles.pod)} href={formatRoute(podLink(pod.cluster, pod))}>
        {pod.name}
      </a>
    ),
};

const terminalColumn: Column<ProcessRow> = {
  id: "terminal",
  header: "",
  width: 40,
  tight: true,
  cell: ({ process, terminal }) =>
    terminal === null ? null : (
      <TerminalButton target={terminal} where={`in the container of process ${process.pid}`} />
    ),
};

const columns: readonly Column<ProcessRow>[] = [
  {
    id: "gpu",
    header: "GPU",
    width: 52,
    mono: true,
    tight: true,
    title: ({ gpus }) => gpus,
    cell: ({ gpus }) => gpus || <None />,
  },
  { id: "pid", header: "PID", width: 60, numeric: true, mono: true, tight: true, cell: ({ process }) => process.pid },
  {
    id: "command",
    header: "Command",
    minWidth: 100,
    mono: true,
    tight: true,
    name: true,
    title: about,
    cell: ({ process }) => (process.command ? withoutPath(process.command) : shortName(process.name)),
  },
  {
    id: "memory",
    header: "GiB",
    width: 60,
    numeric: true,
    tight: true,
    cell: ({ process }) =>
      isMissing(process.memoryBytes) ? (
        <NoReading reason={process.memoryBytes.missing} />
      ) : (
        formatGibibytes(process.memoryBytes / gibibyte)
      ),
  },
  {
    id: "age",
    header: "Age",
    width: 68,
    numeric: true,
    tight: true,
    cell: ({ process }) =>
      process.ageSeconds === null ? <None /> : <span className="fg2">{formatAge(process.ageSeconds * 1000)}</span>,
  },
];

/** The panel is narrow: the age is then in the title of the command alone. */
const withPods = columns.flatMap((column) =>
  column.id === "memory" ? [podColumn, column] : column.id === "age" ? [] : [column],
);
const columnsOf = (hasPods: boolean, hasTerminals: boolean) => [
  ...(hasPods ? withPods : columns),
  ...(hasTerminals ? [terminalColumn] : []),
];

function podOf(process: Process, known: PodsOfHost | null): ProcessRow["pod"] {
  const pod = known?.pods.find((one) => isProcessOf(process, one));
  return known && pod ? { cluster: known.cluster, id: pod.id, namespace: pod.namespace, name: pod.name } : null;
}

/** `/opt/venv/bin/vllm serve x` as `vllm serve x`. */
function withoutPath(command: string): string {
  const end = command.search(/\s|$/);
  return shortName(command.slice(0, end)) + command.slice(end);
}

/** `0.4`, `305.8`, and `1,128` of a whole host: five characters at most. */
function formatGibibytes(value: number): string {
  return formatNumber(value, value < 1000 ? 1 : 0);
}

const rowKey = ({ process }: ProcessRow) => String(process.pid);

const collator = new Intl.Collator("en", { numeric: true });

/** Nothing, not yet, and not readable never look alike. */
function emptyText({ processesAtMs, unreadable, summary }: HostDetail): string {
  if (processesAtMs !== null) return "Nothing holds GPU memory.";
  const subsystem = summary.gpuSubsystem;
  const said =
    unreadable.find(({ section }) => section === "apps")?.text ?? (subsystem.kind === "ok" ? "" : subsystem.text);
  return said === "" ? "Not read yet." : `Could not be read: ${said.split("\n")[0]}`;
}

/** What holds memory on the GPUs, by GPU: memory drifts, and rows that swap cannot be read. */
export function ProcessesPanel({ detail }: { readonly detail: HostDetail }) {
  const known = usePodsOfHost(detail.summary.name, detail.facts.machineId);
  const rows = useMemo(() => {
    const indexes = new Map(detail.gpus.map((gpu) => [gpu.uuid, gpu.index]));
    return detail.processes
      .map((process) => ({
        process,
        gpus: indexRanges(process.gpuUuids.flatMap((uuid) => indexes.get(uuid) ?? [])),
        pod: podOf(process, known),
        terminal: processTerminal(process, { summary: detail.summary, services: detail.services }, known),
      }))
      .sort((a, b) => collator.compare(a.gpus, b.gpus) || a.process.pid - b.process.pid);
  }, [detail.processes, detail.gpus, detail.services, detail.summary, known]);
  const hasPods = rows.some(({ pod }) => pod !== null);
  const hasTerminals = rows.some(({ terminal }) => terminal !== null);
  const empty = emptyText(detail);
  return (
    <Panel title="Processes on GPU" count={rows.length} className={styles.list ?? ""} scroll>
      <DataTable
        label="Processes on GPU"
        columns={useMemo(() => columnsOf(hasPods, hasTerminals), [hasPods, hasTerminals])}
        rows={rows}
        rowKey={rowKey}
        density="compact"
        {...(rows.length === 0 ? { foot: empty } : {})}
      />
    </Panel>
  );
}
