import { formatBytes } from "../../../shared/domain/format/numbers.ts";
import { serviceOfPod } from "../../../shared/domain/services/serviceOfPod.ts";
import { useHosts } from "../../state/hostsStore.ts";
import { openPodLogs } from "../../state/logsView.ts";
import { formatRoute } from "../../state/navigation.ts";
import { servicesStore } from "../../state/servicesStore.ts";
import { Button } from "../../ui/Button.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { None } from "../../ui/Value.tsx";
import { EventsPanel } from "./EventsPanel.tsx";
import { PodTerminals } from "./PodTerminals.tsx";
import { type GpuProcessOfPod, useGpuProcesses } from "./useGpuProcesses.ts";
import { useServicesOf } from "./useServicesOf.ts";
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

const processColumns: readonly Column<GpuProcessOfPod>[] = [
  { id: "command", header: "GPU process", minWidth: 160, name: true, mono: true, cell: ({ command }) => command },
  { id: "pid", header: "PID", width: 80, numeric: true, mono: true, cell: ({ pid }) => pid },
  { id: "gpus", header: "GPUs", width: 110, mono: true, cell: ({ gpus }) => gpus.join(", ") || <None /> },
  {
    id: "memory",
    header: "Memory",
    width: 92,
    numeric: true,
    cell: ({ memoryBytes }) => (memoryBytes === null ? <None>not read</None> : formatBytes(memoryBytes)),
  },
];

/** A pod's containers, the host and the GPUs that they are on, what they write, and what was told of the pod. */
export function PodDetail({
  cluster,
  environment,
  pod,
}: {
  readonly cluster: string;
  /** Of the cluster. */
  readonly environment: string;
  readonly pod: PodRow;
}) {
  const { name, namespace, owner, node } = pod;
  const host = useHosts().find((one) => one.name === node)?.name ?? null;
  const processes = useGpuProcesses(host, pod);
  const services = useServicesOf(cluster, pod);
  const definitions = servicesStore((state) => state.definitions) ?? [];
  const service = serviceOfPod(definitions, pod, { before: services ?? [], environment });
  return (
    <div className={styles.detail}>
      <Panel
        title={`Pod ${name}`}
        count={owner === null ? undefined : `${owner.kind} ${owner.name}`}
        scroll
        controls={
          <>
            <PodTerminals cluster={cluster} pod={pod} />
            <Button size="sm" onPress={() => openPodLogs({ cluster, namespace, pods: { name } })}>
              Logs
            </Button>
          </>
        }
      >
        <p className={styles.note}>
          {host === null ? (
            <span className="fg2">
              {node === null ? "Not placed." : `On ${node}, which is not among the hosts watched.`}
            </span>
          ) : (
            <>
              On <a href={formatRoute({ page: "host", host })}>{host}</a>.
            </>
          )}
          {services === null ? null : (
            <span className="fg2">
              {" "}
              {services.length === 0 ? "No service sends it requests." : `Behind the service ${services.join(", ")}.`}
            </span>
          )}
          {service === null ? null : (
            <>
              {" "}
              Watched as the service <a href={formatRoute({ page: "service", name: service.name })}>{service.name}</a>.
            </>
          )}
        </p>
        <DataTable
          label={`Containers of ${name}`}
          columns={columns}
          rows={pod.containers}
          rowKey={({ name: container }) => container}
        />
        {processes === null || processes.length === 0 ? null : (
          <DataTable
            label={`GPU processes of ${name}`}
            columns={processColumns}
            rows={processes}
            rowKey={({ pid }) => String(pid)}
          />
        )}
      </Panel>
      <EventsPanel cluster={cluster} namespace={namespace} object={{ kind: "Pod", name }} />
    </div>
  );
}
