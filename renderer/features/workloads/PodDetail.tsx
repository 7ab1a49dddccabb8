import { openPodLogs } from "../../state/logsView.ts";
import { Button } from "../../ui/Button.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { None } from "../../ui/Value.tsx";
import { EventsPanel } from "./EventsPanel.tsx";
import { type PodRow, shortImage } from "./words.ts";
import styles from "./workloads.module.css";

type Container = PodRow["containers"][number];

const columns: readonly Column<Container>[] = [
  { id: "name", header: "Container", minWidth: 120, name: true, mono: true, cell: ({ name }) => name },
  { id: "ready", header: "Ready", width: 66, cell: ({ ready }) => (ready ? "yes" : "no") },
  {
    id: "image",
    header: "Image",
    minWidth: 160,
    mono: true,
    cell: ({ image }) => shortImage(image),
    title: ({ image }) => image,
  },
  {
    id: "id",
    header: "Id on its node",
    width: 130,
    mono: true,
    cell: ({ containerId }) => (containerId === null ? <None>not run</None> : containerId.slice(0, 12)),
    title: ({ containerId }) => containerId ?? "It has not run yet",
  },
];

/** A pod's containers, with what they write and what was told of it. */
export function PodDetail({ cluster, pod }: { readonly cluster: string; readonly pod: PodRow }) {
  const { name, namespace, owner } = pod;
  return (
    <div className={styles.detail}>
      <Panel
        title={`Pod ${name}`}
        count={owner === null ? undefined : `${owner.kind} ${owner.name}`}
        scroll
        controls={
          <Button size="sm" onPress={() => openPodLogs({ cluster, namespace, pods: { name } })}>
            Logs
          </Button>
        }
      >
        <DataTable
          label={`Containers of ${name}`}
          columns={columns}
          rows={pod.containers}
          rowKey={({ name: container }) => container}
        />
      </Panel>
      <EventsPanel cluster={cluster} namespace={namespace} object={{ kind: "Pod", name }} />
    </div>
  );
}
