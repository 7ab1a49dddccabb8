import { ExpositionWriter, type LabelPairs } from "../simulation/applications/expositionWriter.ts";
import { type AutoscalerFigures, writeAutoscalers } from "../simulation/applications/kubeState.ts";
import type { KubeObject, ObjectStore } from "./objectStore.ts";
import { type ResourceType, resourceTypes } from "./resources.ts";

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type?: "gauge" | "counter";
  readonly resource: ResourceType;
  /** Its samples of one object; without a value it tells nothing of it. */
  readonly samples: (
    object: KubeObject,
  ) => readonly { readonly labels: LabelPairs; readonly value: number | undefined }[];
}

type Figures = Readonly<Record<string, number | undefined>>;
interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly lastState?: { readonly terminated?: { readonly reason?: string } };
}

const deployment = (name: string, help: string, value: (object: KubeObject) => number | undefined): Family => ({
  name: `kube_deployment_${name}`,
  help,
  resource: resourceTypes.deployments,
  samples: (object) => [{ labels: inNamespace(object, "deployment"), value: value(object) }],
});
const container = (
  name: string,
  help: string,
  type: "gauge" | "counter",
  samplesOf: (status: ContainerStatus) => readonly { readonly labels?: LabelPairs; readonly value: number }[],
): Family => ({
  name: `kube_pod_container_status_${name}`,
  help,
  type,
  resource: resourceTypes.pods,
  samples: (pod) =>
    containersOf(pod).flatMap((status) =>
      samplesOf(status).map(({ labels, value }) => ({
        labels: { ...inNamespace(pod, "pod"), container: status.name, ...labels },
        value,
      })),
    ),
});

/** A choice of kube-state-metrics' own families, by its names and labels. */
const families: readonly Family[] = [
  deployment("spec_replicas", "Number of desired pods for a deployment.", ({ spec }) => figures(spec).replicas),
  deployment("status_replicas", "The number of replicas per deployment.", ({ status }) => figures(status).replicas),
  deployment(
    "status_replicas_updated",
    "The number of updated replicas per deployment.",
    ({ status }) => figures(status).updatedReplicas,
  ),
  deployment(
    "status_replicas_available",
    "The number of available replicas per deployment.",
    ({ status }) => figures(status).availableReplicas ?? 0,
  ),
  deployment(
    "status_replicas_unavailable",
    "The number of unavailable replicas per deployment.",
    ({ status }) => figures(status).unavailableReplicas ?? 0,
  ),
  container("restarts_total", "The number of container restarts per container.", "counter", ({ restartCount }) => [
    { value: restartCount },
  ]),
  container("ready", "Describes whether the containers readiness check succeeded.", "gauge", ({ ready }) => [
    { value: ready ? 1 : 0 },
  ]),
  container(
    "last_terminated_reason",
    "Describes the last reason the container was in terminated state.",
    "gauge",
    ({ lastState }) => {
      const reason = lastState?.terminated?.reason;
      return reason === undefined ? [] : [{ labels: { reason }, value: 1 }];
    },
  ),
  {
    name: "kube_node_spec_unschedulable",
    help: "Whether a node can schedule new pods.",
    resource: resourceTypes.nodes,
    samples: ({ metadata, spec }) => [
      { labels: { node: metadata.name }, value: (spec as { unschedulable?: boolean }).unschedulable ? 1 : 0 },
    ],
  },
  {
    name: "kube_node_status_condition",
    help: "The condition of a cluster node.",
    resource: resourceTypes.nodes,
    samples: ({ metadata, status }) =>
      (status as { conditions: readonly { type: string; status: string }[] }).conditions.flatMap((one) =>
        ["true", "false", "unknown"].map((state) => ({
          labels: { node: metadata.name, condition: one.type, status: state },
          value: one.status.toLowerCase() === state ? 1 : 0,
        })),
      ),
  },
];

/** What kube-state-metrics tells of the objects there are, and of more autoscalers. */
export function kubeStateText(store: ObjectStore, more: readonly AutoscalerFigures[]): string {
  const writer = new ExpositionWriter();
  for (const { name, help, type = "gauge", resource, samples } of families) {
    writer.family(name, type, help);
    for (const object of store.list(resource))
      for (const { labels, value } of samples(object)) if (value !== undefined) writer.sample(name, labels, value);
  }
  writeAutoscalers(writer, [...store.list(resourceTypes.autoscalers).map(autoscalerFigures), ...more]);
  return writer.text;
}

function autoscalerFigures({ metadata, spec, status }: KubeObject): AutoscalerFigures {
  const { minReplicas: min, maxReplicas: max } = figures(spec);
  const { currentReplicas: current, desiredReplicas: desired } = figures(status);
  return { namespace: metadata.namespace ?? "", name: metadata.name, min, max, current, desired };
}

function inNamespace({ metadata }: KubeObject, kind: string): LabelPairs {
  return { namespace: metadata.namespace ?? "", [kind]: metadata.name };
}

function figures(part: unknown): Figures {
  return (part ?? {}) as Figures;
}

function containersOf({ status }: KubeObject): readonly ContainerStatus[] {
  return (status as { readonly containerStatuses?: readonly ContainerStatus[] }).containerStatuses ?? [];
}
