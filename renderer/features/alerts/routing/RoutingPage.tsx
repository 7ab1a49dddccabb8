import { Route as RouteIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { fingerprint } from "../../../../shared/domain/alerts/fingerprint.ts";
import { alertsStore } from "../../../state/alertsStore.ts";
import { navigate } from "../../../state/navigation.ts";
import { Button } from "../../../ui/Button.tsx";
import { DataTable } from "../../../ui/DataTable.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { Select } from "../../../ui/Select.tsx";
import { EmptyState } from "../../../ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../../ui/states/LoadingSkeleton.tsx";
import { TextInput } from "../../../ui/TextInput.tsx";
import { HeldBackPanel } from "./HeldBackPanel.tsx";
import { type Delivery, receiverColumns } from "./receiverColumns.tsx";
import { type RouteStep, routeColumns } from "./routeColumns.tsx";
import styles from "./routing.module.css";
import { formatRoutingView, labelsOf, parseRoutingView, type RoutingView } from "./routingAddress.ts";
import { isServers, type RoutingAnswer, useRouting } from "./useRouting.ts";

const pathKey = ({ path }: RouteStep | Delivery) => `route ${path.join(".")}`;

/** Who gets an alert, real or made up: the routes that match, the receivers, its group, and what holds it back. */
export function RoutingPage({ query }: { readonly query: string }) {
  const view = parseRoutingView(query);
  const { answer, problem, again } = useRouting(view);
  const isReadable = labelsOf(view.labels) !== null;
  const stranger = strangerOf(view, answer);
  const show = (next: Partial<RoutingView>) =>
    navigate({ page: "routing", query: formatRoutingView({ ...view, ...next }) });
  return (
    <div className={styles.page}>
      <Panel
        title="Who gets this"
        className={styles.fixed ?? ""}
        lead={<About labels={view.labels} />}
        controls={
          answer && answer.configurations.length > 0 ? (
            <>
              <span className="small fg3">By the configuration of</span>
              <Select
                label="Configuration"
                options={answer.configurations.map(({ name }) => ({ id: name, label: name }))}
                value={stranger === null ? answer.chosen : null}
                onChange={(configuration) => show({ configuration })}
              />
              <Button size="sm" onPress={again}>
                Ask again
              </Button>
            </>
          ) : null
        }
      >
        <LabelsForm text={view.labels} isReadable={isReadable} onAsk={(labels) => show({ labels })} />
        {problem === null ? null : <p className={`${styles.problems} critical`}>{problem}</p>}
      </Panel>
      {!isReadable ? null : answer === null ? (
        <LoadingSkeleton label="Reading the configuration" />
      ) : stranger === null ? (
        <Answer answer={answer} />
      ) : (
        <EmptyState icon={RouteIcon} title={`No Alertmanager and no file is called ${stranger}`}>
          It was renamed or removed. Choose another configuration above.
        </EmptyState>
      )}
    </div>
  );
}

/** The configuration that the address names, where there is none of that name: the answer is another's. */
function strangerOf({ configuration }: RoutingView, answer: RoutingAnswer | null): string | null {
  const known = answer?.configurations ?? [];
  return known.length === 0 || known.some(({ name }) => name === configuration) ? null : configuration;
}

/** Whether an alert with just these labels is there now. */
function About({ labels }: { readonly labels: string }) {
  const found = labelsOf(labels);
  const alert = alertsStore((state) => (found ? state.alerts.get(fingerprint(found)) : undefined));
  if (!found) return <span className="small fg3">These labels cannot be read</span>;
  return (
    <span className="small fg3">
      {alert ? `${alert.name}, ${alert.state} now` : "No alert has just these labels now"}
    </span>
  );
}

/** What cannot be read is told at the field, whether it was typed or came with a link. */
function LabelsForm({
  text,
  isReadable,
  onAsk,
}: {
  readonly text: string;
  readonly isReadable: boolean;
  readonly onAsk: (text: string) => void;
}) {
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  const ask = () => onAsk(typed.trim());
  return (
    <div className={styles.ask}>
      <TextInput
        className={styles.labels ?? ""}
        label="Labels of the alert"
        hint="Enter asks"
        mono
        value={typed}
        onChange={setTyped}
        onSubmit={ask}
        placeholder='{alertname="GpuHot", severity="critical", instance="gpu-a01"}'
        error={isReadable ? null : 'Write labels with their values, such as alertname="GpuHot", severity="critical"'}
      />
      <Button size="lg" variant="primary" onPress={ask}>
        Who gets this
      </Button>
    </div>
  );
}

function Answer({ answer }: { readonly answer: RoutingAnswer }) {
  const { chosen, failure, problems, explanation } = answer;
  if (chosen === null) {
    return (
      <EmptyState icon={RouteIcon} title="There is no Alertmanager configuration">
        Add an Alertmanager under sources in midwatch.yaml, or put its configuration into the workspace's folder
        alertmanager.
      </EmptyState>
    );
  }
  if (explanation === null) {
    return (
      <Panel title={`${chosen} cannot be followed`} className={styles.fixed ?? ""}>
        <ul className={styles.problems}>
          {failure === null ? null : <li>{failure}</li>}
          {problems.map(({ file, line, column, message }) => (
            <li key={`${line} ${column} ${message}`}>
              <span className="mono">{`${file}:${line}:${column}`}</span> {message}
            </li>
          ))}
        </ul>
      </Panel>
    );
  }
  return (
    <>
      <Panel title="Receivers" count={explanation.deliveries.length} className={styles.fixed ?? ""}>
        <DataTable label="Receivers" columns={receiverColumns} rows={explanation.deliveries} rowKey={pathKey} />
      </Panel>
      <HeldBackPanel answer={answer} />
      <Panel
        title="Routes"
        count={explanation.tree.length}
        scroll
        className={styles.routes ?? ""}
        controls={
          isServers(answer) ? <span className="small fg3">Lines of the configuration as {chosen} has it</span> : null
        }
      >
        <DataTable label="Routes" columns={routeColumns} rows={explanation.tree} rowKey={pathKey} windowed />
      </Panel>
    </>
  );
}
