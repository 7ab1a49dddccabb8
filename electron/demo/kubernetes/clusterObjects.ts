import { containerId, type HostSpec, replicas, versionOf } from "../simulation/fleet.ts";
import { hex } from "../simulation/noise.ts";
import { serviceAgeSeconds } from "../simulation/processes.ts";
import { addAutoscalers } from "./autoscalerObjects.ts";
import type { Json, KubeObject, ObjectStore } from "./objectStore.ts";
import { addOperator } from "./operatorObjects.ts";
import { pendingPod, runningPod, timeText, waitingPod } from "./podObject.ts";
import { type ResourceType, resourceTypes } from "./resources.ts";
import { tellEvent } from "./tellEvent.ts";

const daySeconds = 86_400;
const serving = "serving";

/** A replica of a model on a host: a pod, and the container that the host's own processes are in. */
export interface Slot {
  readonly host: HostSpec;
  readonly replica: number;
  /** When the pod came to it, in seconds of the simulation. */
  readonly placedAt: number;
}

/** By the uid of the pod that has it. */
export type Slots = Map<string, Slot>;

export interface Content {
  readonly store: ObjectStore;
  readonly hosts: readonly HostSpec[];
  readonly wallStartMs: number;
  /** Nothing is wrong beside what a scenario plays. */
  readonly isSound: boolean;
}

interface Template {
  readonly labels: Readonly<Record<string, string>>;
  readonly image: string;
  readonly gpus: number;
  readonly port?: number;
}

/** Fills a cluster with the demo's hosts as nodes and their model servers as deployments. */
export function fillCluster({ store, hosts, wallStartMs, isSound }: Content): Slots {
  const ago = (seconds: number) => timeText(wallStartMs - seconds * 1000);
  const slots: Slots = new Map();
  const namespaces = ["default", "gpu-operator", "kube-system", "monitoring", serving];
  for (const name of namespaces) {
    store.create(resourceTypes.namespaces, {
      metadata: {
        name,
        uid: uidOf("namespace", name),
        creationTimestamp: ago(200 * daySeconds),
        labels: { "kubernetes.io/metadata.name": name },
      },
      spec: { finalizers: ["kubernetes"] },
      status: { phase: "Active" },
    });
  }
  for (const host of hosts) store.create(resourceTypes.nodes, nodeOf(host, ago));

  for (const model of new Set(hosts.flatMap(({ service }) => (service.load > 0 ? [service.model] : [])))) {
    const places = hosts
      .filter(({ service }) => service.model === model)
      .flatMap((host) => replicas(host).map((_, replica): Slot => ({ host, replica, placedAt: 0 })));
    const [first] = places;
    if (!first) continue;
    const image = `registry.internal/${model}:${versionOf(first.host, 0, 0)}`;
    const made = addDeployment(
      store,
      ago,
      model,
      { labels: { app: model }, image, gpus: first.host.service.gpusPerReplica, port: 8000 },
      places.map(({ host }) => host.name),
      { maxSurge: 0, maxUnavailable: 1 },
    );
    for (const [index, pod] of made.entries()) {
      const slot = places[index];
      if (!slot) continue;
      slots.set(pod.metadata.uid, slot);
      store.replace(
        resourceTypes.pods,
        runningPod(pod, () => containerId(slot.host, slot.replica), wallStartMs - serviceAgeSeconds * 1000),
      );
    }
  }
  const gateways = hosts.filter(({ runsGateway }) => runsGateway).map(({ name }) => name);
  const gateway = addDeployment(
    store,
    ago,
    "gateway",
    { labels: { app: "gateway" }, image: "registry.example/web/gateway:3.4.1", gpus: 0, port: 8080 },
    gateways,
    { maxSurge: 1, maxUnavailable: 0 },
  );
  for (const pod of gateway)
    store.replace(
      resourceTypes.pods,
      runningPod(pod, () => hex(64, pod.metadata.uid, "container"), wallStartMs - 9 * daySeconds * 1000),
    );
  if (!isSound) addTroubles(store, ago, hosts[0]?.name ?? "", wallStartMs);
  addOthers(store, ago, hosts);
  addAutoscalers(store, ago(41 * daySeconds), { namespace: serving, gateways: gateways.length, isSound });
  addOperator(store, ago(41 * daySeconds), { namespace: serving, isSound });
  return slots;
}

function addDeployment(
  store: ObjectStore,
  ago: (seconds: number) => string,
  name: string,
  { labels, image, gpus, port }: Template,
  nodes: readonly string[],
  rollingUpdate: Json,
): readonly KubeObject[] {
  const creationTimestamp = ago(41 * daySeconds);
  const template = {
    metadata: { labels },
    spec: {
      containers: [
        {
          name: name === "gateway" ? "gateway" : "server",
          image,
          ...(port === undefined ? {} : { ports: [{ name: "http", containerPort: port }] }),
          resources:
            gpus > 0
              ? { limits: { "nvidia.com/gpu": String(gpus) }, requests: { cpu: "8", memory: "64Gi" } }
              : { requests: { cpu: "500m", memory: "512Mi" } },
        },
      ],
    },
  };
  const status = {
    replicas: nodes.length,
    updatedReplicas: nodes.length,
    readyReplicas: nodes.length,
    availableReplicas: nodes.length,
  };
  const hash = hex(10, name, "template");
  const deployment = store.create(resourceTypes.deployments, {
    metadata: {
      name,
      namespace: serving,
      labels,
      creationTimestamp,
      annotations: { "deployment.kubernetes.io/revision": "2" },
    },
    spec: {
      replicas: nodes.length,
      selector: { matchLabels: labels },
      template,
      strategy: { type: "RollingUpdate", rollingUpdate },
      progressDeadlineSeconds: 600,
    },
    status: {
      observedGeneration: 1,
      ...status,
      conditions: [
        { type: "Available", status: "True", reason: "MinimumReplicasAvailable", message: "" },
        {
          type: "Progressing",
          status: "True",
          reason: "NewReplicaSetAvailable",
          message: `ReplicaSet "${name}-${hash}" has successfully progressed.`,
        },
      ],
    },
  });
  const owner = { apiVersion: "apps/v1", kind: "Deployment", name, uid: deployment.metadata.uid, controller: true };
  /** Each template has its own hash; the release before is kept to go back to. */
  const addSet = (revision: number, setHash: string, setImage: string, count: number) => {
    const setLabels = { ...labels, "pod-template-hash": setHash };
    const containers = template.spec.containers.map((container) => ({ ...container, image: setImage }));
    return store.create(resourceTypes.replicaSets, {
      metadata: {
        name: `${name}-${setHash}`,
        namespace: serving,
        labels: setLabels,
        ownerReferences: [owner],
        annotations: { "deployment.kubernetes.io/revision": String(revision) },
        creationTimestamp,
      },
      spec: {
        replicas: count,
        selector: { matchLabels: setLabels },
        template: { metadata: { labels: setLabels }, spec: { ...template.spec, containers } },
      },
      status: { replicas: count, readyReplicas: count, observedGeneration: 1 },
    });
  };
  addSet(
    1,
    hex(10, name, "before"),
    image.replace(/\.(\d+)\.\d+$/, (_, minor) => `.${Math.max(0, Number(minor) - 1)}.3`),
    0,
  );
  const set = addSet(2, hash, image, nodes.length);
  return nodes.map((node, index) =>
    store.create(
      resourceTypes.pods,
      pendingPod({
        name: `${name}-${hash}-${hex(5, name, index)}`,
        namespace: serving,
        template,
        labels: { "pod-template-hash": hash },
        owner: { kind: "ReplicaSet", name: set.metadata.name, uid: set.metadata.uid },
        node,
        creationTimestamp: ago(serviceAgeSeconds),
      }),
    ),
  );
}

function nodeOf(host: HostSpec, ago: (seconds: number) => string) {
  const isAway = host.trouble === "unreachable";
  const isLost = host.trouble === "gpuLost";
  const amounts = (gpus: number) => ({
    cpu: String(host.cpuCount),
    memory: `${host.memoryKiB}Ki`,
    pods: "110",
    "nvidia.com/gpu": String(gpus),
  });
  const ready = isAway
    ? { status: "Unknown", reason: "NodeStatusUnknown", message: "Kubelet stopped posting node status." }
    : { status: "True", reason: "KubeletReady", message: "kubelet is posting ready status" };
  return {
    metadata: {
      name: host.name,
      uid: uidOf("node", host.machineId),
      creationTimestamp: ago(host.uptimeAtStart),
      labels: { "kubernetes.io/hostname": host.name, "nvidia.com/gpu.product": host.model.name.replaceAll(" ", "-") },
    },
    spec: {},
    status: {
      capacity: amounts(host.gpuCount),
      allocatable: amounts(host.gpuCount - (isLost ? 1 : 0)),
      conditions: [
        {
          type: "MemoryPressure",
          status: isAway ? "Unknown" : "False",
          reason: "KubeletHasSufficientMemory",
          message: "",
        },
        { type: "Ready", ...ready, lastTransitionTime: ago(isAway ? 2400 : host.uptimeAtStart) },
      ],
      addresses: [
        { type: "InternalIP", address: `10.20.${host.seed % 250}.${host.seed % 240}` },
        { type: "Hostname", address: host.name },
      ],
      nodeInfo: { kubeletVersion: "v1.36.2", machineID: host.machineId, containerRuntimeVersion: "containerd://2.1.4" },
    },
  };
}

/** A server that does not come up, and a job that gave up. */
function addTroubles(store: ObjectStore, ago: (seconds: number) => string, node: string, wallStartMs: number): void {
  const [pod] = addDeployment(
    store,
    ago,
    "reranker",
    { labels: { app: "reranker" }, image: "registry.example/llm/tei:v1.8.2", gpus: 0 },
    [node],
    { maxSurge: 1, maxUnavailable: 0 },
  );
  if (!pod) return;
  store.replace(
    resourceTypes.pods,
    waitingPod(pod, {
      reason: "CrashLoopBackOff",
      message: "back-off 5m0s restarting failed container=server",
      restarts: 14,
      last: { terminated: { reason: "OOMKilled", exitCode: 137, finishedAt: ago(190) } },
    }),
  );
  tellEvent(store, pod, {
    reason: "BackOff",
    message: "Back-off restarting failed container server",
    component: "kubelet",
    warning: true,
    atMs: wallStartMs - 190_000,
    count: 62,
  });
  store.create(resourceTypes.jobs, {
    metadata: { name: "weights-mirror", namespace: serving, creationTimestamp: ago(3 * 3600) },
    spec: {
      completions: 1,
      template: { spec: { containers: [{ name: "mirror", image: "registry.example/tools/mirror:0.9" }] } },
    },
    status: {
      failed: 4,
      conditions: [
        {
          type: "Failed",
          status: "True",
          reason: "BackoffLimitExceeded",
          message: "Job has reached the specified backoff limit",
        },
      ],
    },
  });
}

function addOthers(store: ObjectStore, ago: (seconds: number) => string, hosts: readonly HostSpec[]): void {
  const add = (resource: ResourceType, namespace: string, name: string, image: string, spec: Json, status: Json) => {
    const labels = { app: name };
    store.create(resource, {
      metadata: { name, namespace, labels, creationTimestamp: ago(90 * daySeconds) },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name, image }] } },
        ...spec,
      },
      status: { observedGeneration: 1, ...status },
    });
  };
  const up = hosts.filter(({ trouble }) => trouble !== "unreachable").length;
  add(
    resourceTypes.daemonSets,
    "gpu-operator",
    "nvidia-dcgm-exporter",
    "registry.example/nvidia/dcgm-exporter:4.2.3",
    {},
    {
      desiredNumberScheduled: hosts.length,
      numberReady: up,
      numberAvailable: up,
      updatedNumberScheduled: hosts.length,
    },
  );
  add(
    resourceTypes.statefulSets,
    "monitoring",
    "prometheus-k8s",
    "registry.example/prom/prometheus:v3.5.3",
    { replicas: 2 },
    { replicas: 2, readyReplicas: 2, updatedReplicas: 2, availableReplicas: 2 },
  );
}

/** In the form of a UUID, the same for the same words. */
export function uidOf(...words: readonly string[]): string {
  const digits = hex(32, ...words);
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    "-",
  );
}
