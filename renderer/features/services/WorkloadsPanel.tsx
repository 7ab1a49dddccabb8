import { useState } from "react";
import { workloadAt } from "../../../shared/domain/logs/podSource.ts";
import { navigate } from "../../state/navigation.ts";
import { objectLink } from "../../state/workloadsLink.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import styles from "./services.module.css";

const columns: readonly Column<string>[] = [
  {
    id: "workload",
    header: "Workload",
    name: true,
    title: (path) => path,
    cell: (path) => <span className="mono clip">{`${workloadAt(path).kind}/${workloadAt(path).name}`}</span>,
  },
  { id: "namespace", header: "Namespace", width: 108, cell: (path) => workloadAt(path).namespace },
  { id: "cluster", header: "Cluster", width: 108, cell: (path) => workloadAt(path).cluster },
];

/** What runs the service on Kubernetes, each a way to its pods; absent where the workspace names none. */
export function WorkloadsPanel({ workloads }: { readonly workloads: readonly string[] | null }) {
  const [selected, setSelected] = useState<string | null>(null);
  if (workloads === null) return null;
  return (
    <Panel title="Workloads" count={workloads.length} className={styles.list ?? ""} scroll>
      <DataTable
        label="Workloads of the service"
        columns={columns}
        rows={workloads}
        rowKey={(path) => path}
        density="compact"
        selected={selected}
        onSelect={setSelected}
        onOpen={(path) => navigate(objectLink(workloadAt(path)))}
      />
    </Panel>
  );
}
