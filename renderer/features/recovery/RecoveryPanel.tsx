import { useState } from "react";
import type { Contract } from "../../../shared/contract/contract.ts";
import type { Item } from "../../../shared/contract/define.ts";
import { navigate } from "../../state/navigation.ts";
import { useStream } from "../../state/useStream.ts";
import { Badge } from "../../ui/Badge.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { RowButton } from "../../ui/RowButton.tsx";

type Case = Item<Contract["recovery.watch"]>["cases"][number];

const words = { proposed: "Proposed", checking: "Checking", started: "Runs", held: "Not run" } as const;
const tones = { proposed: "warning", checking: "info", started: "info", held: "warning" } as const;

const columns: readonly Column<Case>[] = [
  {
    id: "alert",
    header: "Alert",
    width: 200,
    name: true,
    cell: ({ alert, host }) => (
      <>
        <span className="medium fg0">{alert}</span> <span className="fg2">{host ?? ""}</span>
      </>
    ),
  },
  { id: "runbook", header: "Runbook", width: 180, cell: ({ runbook }) => <span className="mono">{runbook}</span> },
  { id: "state", header: "State", width: 96, cell: ({ state }) => <Badge tone={tones[state]}>{words[state]}</Badge> },
  { id: "why", header: "Why", cell: ({ text }) => <span className="clip fg2">{text}</span> },
  {
    id: "next",
    header: <span className="visuallyHidden">Actions</span>,
    width: 96,
    cell: (one) => <Next of={one} />,
  },
];

/** What the workspace's policies do about alerts; nothing while they do nothing. */
export function RecoveryPanel() {
  const [cases, setCases] = useState<readonly Case[]>([]);
  useStream("recovery.watch", {}, (item) => setCases(item.cases));
  if (cases.length === 0) return null;
  return (
    <Panel title="Recovery" count={cases.length}>
      <DataTable label="Automatic recovery" columns={columns} rows={cases} rowKey={({ id }) => id} />
    </Panel>
  );
}

/** The run, or the review that a person may confirm instead. */
function Next({ of: { alert, host, runbook, parameters, run } }: { readonly of: Case }) {
  if (run !== null) {
    return (
      <RowButton aria-label={`Run for ${alert} on ${host ?? ""}`} onClick={() => navigate({ page: "run", id: run })}>
        Run
      </RowButton>
    );
  }
  if (host === null) return null;
  const query = new URLSearchParams({ host, ...parameters }).toString();
  return (
    <RowButton
      aria-label={`Review ${runbook} for ${host}`}
      onClick={() => navigate({ page: "review", id: runbook, query })}
    >
      Review
    </RowButton>
  );
}
