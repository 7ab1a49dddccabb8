import { Boxes } from "lucide-react";
import { type ReactNode, useMemo, useRef } from "react";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { reportProblem } from "../../app/report.ts";
import { useAnnounceMatches } from "../../app/useAnnounceMatches.ts";
import { useClient } from "../../state/client.ts";
import { type ClusterState, useClusters } from "../../state/useClusters.ts";
import type { Column, Sort, TableHandle } from "../../ui/DataTable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { SearchInput } from "../../ui/SearchInput.tsx";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { SourceDown } from "../../ui/states/SourceDown.tsx";
import { AutoscalerDetail } from "./AutoscalerDetail.tsx";
import { parseWorkloadsView, show, type Tab, tabs, type WorkloadsView } from "./address.ts";
import { autoscalerColumns, autoscalerKeys } from "./autoscalerColumns.tsx";
import { ClusterBar } from "./ClusterBar.tsx";
import { eventColumns, eventKeys } from "./eventColumns.tsx";
import { MonitorDetail } from "./MonitorDetail.tsx";
import { monitorColumns, monitorKeys } from "./monitorColumns.tsx";
import { nodeColumns, nodeKeys } from "./nodeColumns.tsx";
import { ObjectDetail } from "./ObjectDetail.tsx";
import { PodDetail } from "./PodDetail.tsx";
import { podColumns, podKeys } from "./podColumns.tsx";
import { RowsNotice } from "./RowsNotice.tsx";
import { RowsTable } from "./RowsTable.tsx";
import type { SortKeys } from "./sortRows.ts";
import { countOf, type Rows, useRows } from "./useRows.ts";
import type { AutoscalerRow, EventRow, MonitorRow, NodeRow, PodRow, WorkloadRow } from "./words.ts";
import { workloadColumns, workloadKeys } from "./workloadColumns.tsx";
import styles from "./workloads.module.css";

const tabNames: Readonly<Record<Tab, string>> = {
  workloads: "Workloads",
  pods: "Pods",
  nodes: "Nodes",
  autoscalers: "Autoscalers",
  monitors: "Monitors",
  events: "Events",
};
const byState: Sort = { column: "state", direction: "ascending" };
const byName: Sort = { column: "name", direction: "ascending" };
const newestFirst: Sort = { column: "last", direction: "ascending" };

/** What runs on the Kubernetes clusters of the workspace: read here, changed by runbooks alone. */
export function WorkloadsPage({ query }: { readonly query: string }) {
  const view = parseWorkloadsView(query);
  const clusters = useClusters();
  if (clusters === null) return <LoadingSkeleton label="Asking for the clusters" />;
  const cluster = clusters.find(({ name }) => name === view.cluster) ?? clusters[0];
  if (!cluster) {
    return (
      <EmptyState icon={Boxes} title="No clusters yet">
        Name one in midwatch.yaml, by a context of your kubeconfig: kubernetes: [&#123;name: prod-eu, context:
        prod-eu&#125;]. With via: HOST it is reached through a host.
      </EmptyState>
    );
  }
  return <ClusterPage key={cluster.name} view={view} clusters={clusters} cluster={cluster} />;
}

interface ClusterPageProps {
  readonly view: WorkloadsView;
  readonly clusters: readonly ClusterState[];
  readonly cluster: ClusterState;
}

function ClusterPage({ view, clusters, cluster }: ClusterPageProps) {
  const { call } = useClient();
  const retry = () => {
    call("kubernetes.retry", { cluster: cluster.name }).catch(reportProblem("The cluster was not asked"));
  };
  const bar = (
    <ClusterBar
      clusters={clusters}
      cluster={cluster}
      namespace={view.namespace}
      onCluster={(name) => show({ ...view, cluster: name, namespace: null, selected: null })}
      onNamespace={(namespace) => show({ ...view, namespace, selected: null })}
    />
  );
  return (
    <div className={styles.page}>
      {cluster.state.kind === "down" ? (
        <SourceDown onRetry={retry}>
          {cluster.name} cannot be read: {cluster.state.reason}
        </SourceDown>
      ) : null}
      <Shown view={view} cluster={cluster.name} environment={cluster.environment} bar={bar} />
    </div>
  );
}

interface ShownProps {
  readonly view: WorkloadsView;
  readonly cluster: string;
  readonly environment: string;
  readonly bar: ReactNode;
}

function Shown(props: ShownProps) {
  switch (props.view.tab) {
    case "workloads":
      return <Workloads {...props} />;
    case "pods":
      return <Pods {...props} />;
    case "nodes":
      return <Nodes {...props} />;
    case "autoscalers":
      return <Autoscalers {...props} />;
    case "monitors":
      return <Monitors {...props} />;
    case "events":
      return <Events {...props} />;
  }
}

const nameOf = ({ name }: { readonly name: string }) => name;
/** What the filter looks in. */
const workloadWords = (row: WorkloadRow) => [row.name, row.namespace, row.kind, row.rollout.text, ...row.images];
const podWords = (row: PodRow) => [row.name, row.namespace, row.reason, row.node ?? "", row.owner?.name ?? ""];
const nodeWords = (row: NodeRow) => [
  row.name,
  row.address ?? "",
  row.gpuModel ?? "",
  ...row.troubles.map(({ type }) => type),
];
const autoscalerWords = (row: AutoscalerRow) => [
  row.name,
  row.namespace,
  row.target.name,
  row.standing.text,
  ...row.metrics.map(({ name }) => name),
];
const monitorWords = (row: MonitorRow) => [row.name, row.namespace, row.kind, row.selector ?? "", ...row.parts];
const eventWords = (row: EventRow) => [row.reason, row.message, row.object.kind, row.object.name, row.from];
const reasonOf = ({ reason }: EventRow) => reason;

function Workloads({ view, cluster, bar }: ShownProps) {
  const { namespace, selected } = view;
  const of = useRows("kubernetes.workloads", { cluster, namespace });
  const chosen = of.rows.find(({ id }) => id === selected);
  return (
    <>
      <RowsPanel
        {...{ view, bar, of }}
        wordsOf={workloadWords}
        columns={workloadColumns}
        keys={workloadKeys}
        firstSort={byState}
        name={nameOf}
        nothing="Nothing is deployed here."
      />
      {chosen ? (
        <ObjectDetail
          key={chosen.id}
          cluster={cluster}
          namespace={chosen.namespace}
          pods={chosen.selector === null ? null : { selector: chosen.selector }}
          object={{ kind: chosen.kind, name: chosen.name }}
        />
      ) : null}
    </>
  );
}

function Pods({ view, cluster, environment, bar }: ShownProps) {
  const { namespace, selected } = view;
  const of = useRows("kubernetes.pods", { cluster, namespace });
  const chosen = of.rows.find(({ id }) => id === selected);
  return (
    <>
      <RowsPanel
        {...{ view, bar, of }}
        wordsOf={podWords}
        columns={podColumns}
        keys={podKeys}
        firstSort={byState}
        name={nameOf}
        nothing="No pod runs here."
      />
      {chosen ? <PodDetail key={chosen.id} {...{ cluster, environment }} pod={chosen} /> : null}
    </>
  );
}

function Nodes({ view, cluster, bar }: ShownProps) {
  const of = useRows("kubernetes.nodes", { cluster });
  const chosen = of.rows.find(({ id }) => id === view.selected);
  return (
    <>
      <RowsPanel
        {...{ view, bar, of }}
        wordsOf={nodeWords}
        columns={nodeColumns}
        keys={nodeKeys}
        firstSort={byState}
        name={nameOf}
        nothing="The cluster has no node."
      />
      {chosen ? (
        <ObjectDetail
          key={chosen.id}
          cluster={cluster}
          namespace={null}
          pods={{ node: chosen.name }}
          object={{ kind: "Node", name: chosen.name }}
        />
      ) : null}
    </>
  );
}

function Autoscalers({ view, cluster, bar }: ShownProps) {
  const of = useRows("kubernetes.autoscalers", { cluster, namespace: view.namespace });
  const chosen = of.rows.find(({ id }) => id === view.selected);
  return (
    <>
      <RowsPanel
        {...{ view, bar, of }}
        wordsOf={autoscalerWords}
        columns={autoscalerColumns}
        keys={autoscalerKeys}
        firstSort={byState}
        name={nameOf}
        nothing="No workload here is scaled by itself."
      />
      {chosen ? <AutoscalerDetail key={chosen.id} cluster={cluster} autoscaler={chosen} /> : null}
    </>
  );
}

function Monitors({ view, cluster, bar }: ShownProps) {
  const of = useRows("kubernetes.monitors", { cluster, namespace: view.namespace });
  const chosen = of.rows.find(({ id }) => id === view.selected);
  return (
    <>
      <RowsPanel
        {...{ view, bar, of }}
        wordsOf={monitorWords}
        columns={monitorColumns}
        keys={monitorKeys}
        firstSort={byName}
        name={nameOf}
        nothing="No monitor or rule of Prometheus Operator is here."
      />
      {chosen ? <MonitorDetail key={chosen.id} cluster={cluster} monitor={chosen} /> : null}
    </>
  );
}

function Events({ view, cluster, bar }: ShownProps) {
  const of = useRows("kubernetes.events", { cluster, namespace: view.namespace });
  return (
    <RowsPanel
      {...{ view, bar, of }}
      wordsOf={eventWords}
      columns={eventColumns}
      keys={eventKeys}
      firstSort={newestFirst}
      name={reasonOf}
      nothing="A cluster keeps events for about an hour: older ones are not seen here."
    />
  );
}

/** The panel of a tab: its resource filtered by words, and the choice of cluster, part and tab in its head. */
function RowsPanel<Row extends { readonly id: string }>({
  view,
  bar,
  of,
  wordsOf,
  ...table
}: {
  readonly view: WorkloadsView;
  readonly bar: ReactNode;
  readonly of: Rows<Row>;
  readonly wordsOf: (row: Row) => readonly string[];
  readonly columns: readonly Column<Row>[];
  readonly keys: SortKeys<Row>;
  readonly firstSort: Sort;
  readonly name: (row: Row) => string;
  readonly nothing: string;
}) {
  const handle = useRef<TableHandle>(null);
  const label = tabNames[view.tab];
  useKeys("workloads", [
    { keys: "j", hidden: true, label: "Next row", run: () => handle.current?.move(1) },
    { keys: "k", hidden: true, label: "Previous row", run: () => handle.current?.move(-1) },
  ]);
  const wanted = view.text.trim().toLowerCase();
  const rows = useMemo(
    () =>
      wanted === ""
        ? of.rows
        : of.rows.filter((row) => wordsOf(row).some((word) => word.toLowerCase().includes(wanted))),
    [of.rows, wanted, wordsOf],
  );
  useAnnounceMatches(view.text, rows.length, of.rows.length, label.toLowerCase());
  return (
    <Panel
      title={label}
      count={countOf(of)}
      scroll
      className={styles.rows ?? ""}
      lead={
        <SegmentedControl
          label="What of the cluster"
          size="sm"
          segments={tabs.map((id) => ({ id, label: tabNames[id] }))}
          value={view.tab}
          onChange={(tab) => show({ ...view, tab, text: "", selected: null })}
        />
      }
      controls={
        <>
          {bar}
          <SearchInput
            label={`Filter ${label.toLowerCase()}`}
            placeholder="Filter by any word"
            size="sm"
            width={200}
            value={view.text}
            onChange={(text) => show({ ...view, text }, { replace: true })}
          />
        </>
      }
    >
      <RowsNotice of={of} what={label.toLowerCase()} />
      <RowsTable
        ref={handle}
        label={label}
        of={of}
        rows={rows}
        selected={view.selected}
        onSelect={(selected) => show({ ...view, selected }, { replace: true })}
        {...table}
      />
    </Panel>
  );
}
