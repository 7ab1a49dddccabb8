import { type Ref, useState } from "react";
import { navigate } from "../../state/navigation.ts";
import { useNow } from "../../state/now.ts";
import { selectHost } from "../../state/selection.ts";
import type { Finding } from "../../state/types.ts";
import { Button } from "../../ui/Button.tsx";
import { type Column, DataTable, type TableHandle } from "../../ui/DataTable.tsx";
import { formatAge } from "../../ui/format.ts";
import { Panel } from "../../ui/Panel.tsx";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { None, Value } from "../../ui/Value.tsx";
import styles from "./FindingsPanel.module.css";

interface Row {
  readonly finding: Finding;
  readonly since: string;
}

function open({ host, gpuIndex }: Finding): void {
  selectHost(host, gpuIndex);
  navigate({ page: "host", host });
}

const columns: readonly Column<Row>[] = [
  { id: "severity", header: "Severity", width: 92, cell: ({ finding }) => <StatusText status={finding.severity} /> },
  {
    id: "finding",
    header: "Finding",
    name: true,
    title: ({ finding }) => `${finding.title}. ${finding.detail}`,
    cell: ({ finding }) => (
      <>
        <span className="medium fg0">{finding.title}</span> <span className="fg2">{finding.detail}</span>
      </>
    ),
  },
  { id: "target", header: "Target", width: 150, mono: true, cell: ({ finding }) => target(finding) },
  { id: "since", header: "Since", width: 72, numeric: true, cell: ({ since }) => since },
  {
    id: "value",
    header: "Value",
    width: 104,
    numeric: true,
    cell: ({ finding }) => (finding.value === null ? <None /> : <Value tone={finding.severity}>{finding.value}</Value>),
  },
  { id: "limit", header: "Limit", width: 84, numeric: true, cell: ({ finding }) => finding.limit ?? <None /> },
  {
    id: "actions",
    header: <span className="visuallyHidden">Actions</span>,
    width: 104,
    cell: ({ finding }) => (
      <Button size="sm" onPress={() => open(finding)}>
        Open host
      </Button>
    ),
  },
];

function target({ host, gpuIndex }: Finding): string {
  return gpuIndex === null ? host : `${host} GPU ${gpuIndex}`;
}

interface FindingsPanelProps {
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly ref?: Ref<TableHandle>;
}

/** What the readings themselves show to be wrong; absent when nothing is. */
export function FindingsPanel({ findings, ref }: FindingsPanelProps) {
  const nowMs = useNow();
  const [selected, setSelected] = useState<string | null>(null);
  if (findings.length === 0) return null;
  const rows = findings.map((finding) => ({ finding, since: formatAge(nowMs - finding.sinceMs) }));
  return (
    <Panel
      title="Needs attention"
      count={findings.length}
      className={styles.panel ?? ""}
      controls={<span className="small fg3">Read from the hosts themselves, worst first</span>}
      scroll
    >
      <DataTable
        label="Findings"
        columns={columns}
        rows={rows}
        rowKey={({ finding }) => finding.id}
        selected={selected}
        onSelect={setSelected}
        onOpen={(id) => {
          const row = rows.find(({ finding }) => finding.id === id);
          if (row) open(row.finding);
        }}
        {...(ref ? { ref } : {})}
      />
    </Panel>
  );
}
