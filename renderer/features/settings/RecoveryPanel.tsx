import { useState } from "react";
import type { Contract } from "../../../shared/contract/contract.ts";
import type { Item } from "../../../shared/contract/define.ts";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { useStream } from "../../state/useStream.ts";
import { useViewer } from "../../state/viewer.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import styles from "./SettingsPage.module.css";

type Policy = Item<Contract["recovery.watch"]>["policies"][number];

const columns: readonly Column<Policy>[] = [
  { id: "on", header: "When", width: 200, name: true, cell: ({ on }) => <span className="clip fg0">{on}</span> },
  { id: "runbook", header: "Runbook", cell: ({ runbook }) => <span className="mono clip">{runbook}</span> },
  { id: "where", header: "In", width: 120, cell: ({ environments }) => environments.join(", ") },
  { id: "how", header: "Runs", width: 120, cell: ({ runs }) => (runs === "approval" ? "when approved" : "by itself") },
  {
    id: "pace",
    header: "In the last hour",
    width: 112,
    numeric: true,
    cell: ({ runsLastHour, maxPerHour }) => `${runsLastHour} of ${maxPerHour}`,
  },
  {
    id: "breaker",
    header: "Breaker",
    width: 96,
    cell: ({ isBroken }) => (isBroken ? <Badge tone="critical">Open</Badge> : <Badge tone="ok">Closed</Badge>),
  },
];

/** What the console does by itself when an alert fires: the policies of `midwatch.yaml`. */
export function RecoveryPanel() {
  const [policies, setPolicies] = useState<readonly Policy[] | null>(null);
  const { call } = useClient();
  const viewer = useViewer();
  useStream("recovery.watch", {}, (item) => setPolicies(item.policies));
  if (policies === null) return null;
  const broken = policies.filter(({ isBroken }) => isBroken);
  return (
    <Panel title="Automatic recovery">
      {policies.length === 0 ? (
        <p className={styles.note}>
          Off: no alert starts a runbook. <code>recovery</code> in <code>midwatch.yaml</code> says which may.
        </p>
      ) : (
        <DataTable label="Recovery policies" columns={columns} rows={policies} rowKey={({ on }) => on} />
      )}
      {broken.map(({ on, obstacle }) => (
        <p key={on} className={styles.note}>
          <span className="fg0">{on}</span>: {obstacle}{" "}
          <Button
            isDisabled={viewer !== null}
            onPress={() =>
              void call("recovery.closeBreaker", { on }).catch(reportProblem("The breaker was not closed"))
            }
          >
            Close the breaker of {on}
          </Button>
        </p>
      ))}
    </Panel>
  );
}
