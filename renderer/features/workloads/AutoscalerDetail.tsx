import { useState } from "react";
import { navigate } from "../../state/navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { None } from "../../ui/Value.tsx";
import { Age } from "./Age.tsx";
import { DoctorDialog } from "./DoctorDialog.tsx";
import { EventsPanel } from "./EventsPanel.tsx";
import { type AutoscalerRow, isBadCondition, metricFigures } from "./words.ts";
import styles from "./workloads.module.css";

type Metric = AutoscalerRow["metrics"][number];
type Condition = AutoscalerRow["conditions"][number];

const sourceWords: Readonly<Record<Metric["source"], string>> = {
  resource: "Resource",
  containerResource: "Container",
  pods: "Pods",
  object: "Object",
  external: "External",
  unknown: "Unknown",
};

const metricColumns: readonly Column<Metric>[] = [
  { id: "name", header: "Metric", minWidth: 150, name: true, mono: true, cell: ({ name }) => name },
  { id: "source", header: "Source", width: 88, cell: ({ source }) => sourceWords[source] },
  { id: "of", header: "Of", minWidth: 90, mono: true, cell: ({ of }) => of || "its pods" },
  {
    id: "current",
    header: "Current",
    width: 84,
    numeric: true,
    cell: (metric) => metricFigures(metric).current ?? <None>not read</None>,
  },
  {
    id: "target",
    header: "Target",
    width: 84,
    numeric: true,
    cell: (metric) => metricFigures(metric).target ?? <None />,
  },
];

const conditionColumns: readonly Column<Condition>[] = [
  {
    id: "type",
    header: "Condition",
    width: 136,
    name: true,
    cell: (condition) => (
      <StatusText status={isBadCondition(condition) ? "warning" : "ok"} plain>
        {condition.type}
      </StatusText>
    ),
  },
  { id: "status", header: "Is", width: 64, cell: ({ status }) => status },
  { id: "reason", header: "Reason", width: 170, cell: ({ reason }) => reason, title: ({ reason }) => reason },
  { id: "message", header: "Message", minWidth: 220, cell: ({ message }) => message, title: ({ message }) => message },
  { id: "since", header: "Since", width: 66, numeric: true, cell: ({ sinceMs }) => <Age sinceMs={sinceMs} /> },
];

/** What an autoscaler goes by and what it says of itself; its limits are changed by a runbook. */
export function AutoscalerDetail({
  cluster,
  autoscaler,
}: {
  readonly cluster: string;
  readonly autoscaler: AutoscalerRow;
}) {
  const [asksDoctor, setAsksDoctor] = useState(false);
  const { name, namespace, standing, min, max, scaledObject } = autoscaler;
  return (
    <div className={styles.detail}>
      <Panel
        title={`Autoscaler ${name}`}
        scroll
        controls={
          <>
            <Button size="sm" onPress={() => setAsksDoctor(true)}>
              Doctor
            </Button>
            {scaledObject === null ? (
              <Button
                size="sm"
                onPress={() => {
                  const of = { host: cluster, namespace, autoscaler: name, min: String(min), max: String(max) };
                  navigate({
                    page: "review",
                    id: "kubernetes-set-autoscaler-limits",
                    query: new URLSearchParams(of).toString(),
                  });
                }}
              >
                Change limits
              </Button>
            ) : null}
          </>
        }
      >
        <p className={styles.note}>
          {standing.text}.{standing.next === null ? null : <span className="fg2"> {standing.next}.</span>}
          {scaledObject === null ? null : (
            <span className="fg2"> Its limits are those of the ScaledObject {scaledObject} of KEDA.</span>
          )}
        </p>
        <DataTable
          label={`Metrics of ${name}`}
          columns={metricColumns}
          rows={autoscaler.metrics}
          rowKey={({ source, name: of, of: object }) => `${source} ${of} ${object}`}
        />
        <DataTable
          label={`Conditions of ${name}`}
          columns={conditionColumns}
          rows={autoscaler.conditions}
          rowKey={({ type }) => type}
        />
      </Panel>
      <EventsPanel cluster={cluster} namespace={namespace} object={{ kind: "HorizontalPodAutoscaler", name }} />
      {asksDoctor ? (
        <DoctorDialog
          title={`Autoscaler doctor: ${name}`}
          ask={(call, signal) => call("kubernetes.autoscalerDoctor", { cluster, namespace, name }, signal)}
          onClose={() => setAsksDoctor(false)}
        />
      ) : null}
    </div>
  );
}
