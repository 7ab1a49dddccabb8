import { openPodLogs } from "../../state/logsView.ts";
import { navigate } from "../../state/navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { EventsPanel } from "./EventsPanel.tsx";
import { podColumns, podKeys } from "./podColumns.tsx";
import { RowsNotice } from "./RowsNotice.tsx";
import { RowsTable } from "./RowsTable.tsx";
import { countOf, useRows } from "./useRows.ts";
import type { PodRow } from "./words.ts";
import styles from "./workloads.module.css";

/** The namespace is that of the object; a short state leaves the names room, which differ at their ends. */
const columns = podColumns
  .filter(({ id }) => id !== "namespace")
  .map((column) => (column.id === "state" ? { ...column, width: 150 } : column));
const podName = ({ name }: PodRow) => name;

/** Each only opens a review: nothing is changed from here. */
function actionsOn(kind: string) {
  if (kind === "Deployment") {
    return [
      { label: "Restart", runbook: "kubernetes-restart-deployment", parameter: "deployment" },
      { label: "Scale", runbook: "kubernetes-scale-deployment", parameter: "deployment" },
      { label: "Roll back", runbook: "kubernetes-roll-back-deployment", parameter: "deployment" },
    ];
  }
  return kind === "Node" ? [{ label: "Drain", runbook: "kubernetes-drain-node", parameter: "node" }] : [];
}

/** What belongs to the row in hand: its pods, and what was told of it. */
export function ObjectDetail({
  cluster,
  namespace,
  pods,
  object,
}: {
  readonly cluster: string;
  readonly namespace: string | null;
  /** Which pods are its own; null where that cannot be told. */
  readonly pods: { readonly selector: string } | { readonly node: string } | null;
  readonly object: { readonly kind: string; readonly name: string };
}) {
  const own = useRows("kubernetes.pods", pods && { cluster, namespace, ...pods });
  return (
    <div className={styles.detail}>
      {pods ? (
        <Panel
          title={`Pods of ${object.name}`}
          count={countOf(own)}
          scroll
          controls={
            <>
              {namespace !== null && "selector" in pods ? (
                <Button size="sm" onPress={() => openPodLogs({ cluster, namespace, pods })}>
                  Logs
                </Button>
              ) : null}
              {actionsOn(object.kind).map(({ label, runbook, parameter }) => (
                <Button
                  key={runbook}
                  size="sm"
                  onPress={() => {
                    const within = namespace === null ? {} : { namespace };
                    const query = new URLSearchParams({
                      host: cluster,
                      ...within,
                      [parameter]: object.name,
                    }).toString();
                    navigate({ page: "review", id: runbook, query });
                  }}
                >
                  {label}
                </Button>
              ))}
            </>
          }
        >
          <RowsNotice of={own} what="pods" />
          <RowsTable
            label={`Pods of ${object.name}`}
            of={own}
            rows={own.rows}
            columns={columns}
            keys={podKeys}
            firstSort={{ column: "state", direction: "ascending" }}
            name={podName}
            nothing="It has none now."
          />
        </Panel>
      ) : null}
      <EventsPanel cluster={cluster} namespace={namespace} object={object} />
    </div>
  );
}
