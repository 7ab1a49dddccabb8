import { z } from "zod";
import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, DisposableStore } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import { isMidwatchError, MidwatchError } from "../../../shared/base/errors.ts";
import { readAutoscaler } from "../../../shared/domain/kubernetes/autoscaler.ts";
import { readClusterEvent } from "../../../shared/domain/kubernetes/clusterEvent.ts";
import { type KubeContext, readContext } from "../../../shared/domain/kubernetes/kubeconfig.ts";
import { readNode } from "../../../shared/domain/kubernetes/node.ts";
import { monitorKind, readMonitor } from "../../../shared/domain/kubernetes/operator/monitor.ts";
import { type Pod, readPod } from "../../../shared/domain/kubernetes/pod.ts";
import { execProtocols } from "../../../shared/domain/kubernetes/podExec.ts";
import { readWorkload, type WorkloadKind } from "../../../shared/domain/kubernetes/workload.ts";
import type { KubernetesCluster } from "../../../shared/domain/workspace/kubernetesCluster.ts";
import type { HttpClient, HttpService } from "../http/types.ts";
import { createServerHealth } from "../serverHealth.ts";
import { type Credentials, createCredentials } from "./createCredentials.ts";
import { createKubernetesApi } from "./createKubernetesApi.ts";
import { diagnoseAutoscaler } from "./doctor/diagnoseAutoscaler.ts";
import { diagnoseMonitor } from "./doctor/diagnoseMonitor.ts";
import { monitorPlurals, operatorGroup } from "./doctor/monitorPaths.ts";
import { joined } from "./joined.ts";
import { readKubeconfigs } from "./kubeconfigFiles.ts";
import { nodeOf } from "./nodeOf.ts";
import { podTerminal } from "./podTerminal.ts";
import { servicesOf } from "./servicesOf.ts";
import { createSharedWatches } from "./sharedWatches.ts";
import type { Cluster, EventScope, PodScope, Query, Watched } from "./types.ts";
import { united } from "./united.ts";
import { watchObjects } from "./watchObjects.ts";

/** Watches hold a connection each; what is beside them needs some as well. */
const maxConnections = 40;
/** Pods change often: each change of each one is read. */
const mostPods = 5_000;
const mostOthers = 20_000;
/** Of a terminal: what stands between here and there may forget a connection that is silent for longer. */
const silenceMs = 40_000;

export interface ClusterDependencies {
  readonly clock: Clock;
  readonly random: () => number;
  readonly http: Pick<HttpService, "server">;
  readonly loginPath: () => Promise<string | null>;
  readonly environment: NodeJS.ProcessEnv;
  readonly workspaceFolder: string;
  readonly homeFolder: string;
}

interface Connected {
  readonly context: KubeContext;
  readonly credentials: Credentials;
  readonly client: HttpClient;
  /** What the kubeconfig said: another text is another connection. */
  readonly text: string;
  /** It is known to be the cluster that the workspace means. */
  isBound: boolean;
}

const workloadPaths: readonly { readonly kind: WorkloadKind; readonly group: string; readonly plural: string }[] = [
  { kind: "Deployment", group: "/apis/apps/v1", plural: "deployments" },
  { kind: "StatefulSet", group: "/apis/apps/v1", plural: "statefulsets" },
  { kind: "DaemonSet", group: "/apis/apps/v1", plural: "daemonsets" },
  { kind: "Job", group: "/apis/batch/v1", plural: "jobs" },
];

const versionAnswer = z.object({ gitVersion: z.string() });
const named = z.object({ metadata: z.object({ name: z.string(), uid: z.string() }) });

export function createCluster(
  config: KubernetesCluster,
  { clock, random, http, loginPath, environment, workspaceFolder, homeFolder }: ClusterDependencies,
): Cluster & Disposable & { readonly onChange: Event<void> } {
  const owned = new DisposableStore();
  let connected: Connected | null = null;
  let connecting: Promise<Connected> | null = null;
  let uid: string | null = null;

  /** Reads the kubeconfig again, so that a renewed one is used. */
  function connectAnew(): Promise<Connected> {
    connecting ??= connect().finally(() => {
      connecting = null;
    });
    return connecting;
  }

  async function connect(): Promise<Connected> {
    const files = await readKubeconfigs(config.kubeconfig, { workspaceFolder, homeFolder, environment });
    const context = readContext(files, config.context);
    const text = JSON.stringify(context);
    if (connected?.text === text) return connected;
    disconnect();
    const credentials = createCredentials(context, { clock, loginPath, environment });
    const access = { name: config.name, url: context.server, ...(config.via === undefined ? {} : { via: config.via }) };
    const client = http.server(access, { maxConnections, credentials });
    connected = { context, credentials, text, client, isBound: config.uid === undefined };
    return connected;
  }

  function disconnect(): void {
    connected?.credentials.dispose();
    connected?.client.dispose();
  }

  const refused = () => connected?.credentials.forget();
  /** For finding out which cluster answers; everything else waits for that where the workspace names one. */
  const unbound = createKubernetesApi(config.name, { connect: async () => (await connectAnew()).client, refused });
  const api = createKubernetesApi(config.name, {
    async connect() {
      const { client, isBound } = connected ?? (await connectAnew());
      if (isBound) return client;
      throw new MidwatchError("UNAVAILABLE", `It is not known whether ${config.name} is the cluster of midwatch.yaml`, {
        retryable: true,
      });
    },
    refused,
  });

  async function probe(signal: AbortSignal): Promise<string> {
    const version = versionAnswer.safeParse(await unbound.get({ path: "/version", signal }));
    if (!version.success)
      throw new MidwatchError("REMOTE_FAILED", `${config.name} does not answer as a Kubernetes API does`);
    uid = await readUid(signal);
    if (connected) connected.isBound = config.uid === undefined || uid === config.uid;
    if (config.uid !== undefined && uid !== config.uid) {
      throw new MidwatchError(
        "CONFLICT",
        `Another cluster answers for ${config.name}: its uid is ${uid ?? "not to be read"}, and midwatch.yaml says ${config.uid}. Nothing of it is shown`,
      );
    }
    return version.data.gitVersion;
  }

  /** Null where it may not be read. */
  async function readUid(signal?: CancelSignal): Promise<string | null> {
    try {
      const read = named.safeParse(
        await unbound.get({ path: "/api/v1/namespaces/kube-system", ...(signal ? { signal } : {}) }),
      );
      return read.success ? read.data.metadata.uid : null;
    } catch (error) {
      if (isMidwatchError(error) && error.detail.status === 403) return null;
      throw error;
    }
  }

  const health = owned.add(createServerHealth(clock, probe));
  const shared = owned.add(createSharedWatches(clock));

  function watch<Row extends { readonly id: string }>(
    path: string,
    read: (object: unknown) => Row | null,
    rest: { readonly query?: Query; readonly mostWatched?: number; readonly beyond?: "list" | "leave" } = {},
  ): Watched<Row> {
    const { query = {}, mostWatched = mostOthers, beyond = "list" } = rest;
    return shared.of(JSON.stringify([path, query, beyond]), () =>
      watchObjects({ api, clock, random, cluster: config.name, path, query, read, mostWatched, beyond }),
    );
  }

  const pods = ({ namespace, selector, node }: PodScope, beyond: "list" | "leave" = "list") => {
    const query = {
      ...(selector === undefined ? {} : { labelSelector: selector }),
      ...(node === undefined ? {} : { fieldSelector: `spec.nodeName=${node}` }),
    };
    return watch(collection("/api/v1", namespace, "pods"), readPod, { query, mostWatched: mostPods, beyond });
  };

  const workloads = (namespace: string | null, kinds: readonly WorkloadKind[]) =>
    workloadPaths
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ kind, group, plural }) =>
        watch(collection(group, namespace, plural), (object) => readWorkload(kind, object)),
      );

  return {
    config,
    api,
    get state() {
      return health.state;
    },
    get uid() {
      return uid;
    },
    get context() {
      return connected?.context.name ?? null;
    },
    get server() {
      return connected?.context.server ?? null;
    },
    onChange: health.onChange,
    look: () => health.look(),
    readUid,
    async namespaces(signal) {
      const list = await api.get({ path: "/api/v1/namespaces", ...(signal ? { signal } : {}) });
      const read = z.object({ items: z.array(named) }).safeParse(list);
      return (read.success ? read.data.items : []).map(({ metadata }) => metadata.name).sort();
    },
    workloads: (namespace) =>
      joined(
        workloads(
          namespace,
          workloadPaths.map(({ kind }) => kind),
        ),
        {
          other: pods({ namespace }, "leave"),
          clock,
          count: restartsByOwner,
          complete: (row, counts) => ({
            ...row,
            restarts: counts && (counts.get(ownerKey(row.namespace, row)) ?? 0),
          }),
        },
      ),
    rollouts: (namespace) => united(workloads(namespace, ["Deployment", "StatefulSet", "DaemonSet"])),
    pods,
    nodeOf: ({ signal, ...host }) => nodeOf(api, host, signal),
    servicesOf: (pod) => servicesOf(api, pod),
    nodes: () =>
      joined([watch("/api/v1/nodes", readNode)], {
        other: pods({ namespace: null }, "leave"),
        clock,
        count: gpusByNode,
        complete: (row, counts) => ({ ...row, gpuRequested: counts && (counts.get(row.name) ?? 0) }),
      }),
    autoscalers: (namespace) =>
      watch(collection("/apis/autoscaling/v2", namespace, "horizontalpodautoscalers"), readAutoscaler),
    diagnoseAutoscaler: (of) => diagnoseAutoscaler(api, of),
    monitors: (namespace) =>
      united(
        monitorKind.options.map((kind) =>
          watch(collection(operatorGroup, namespace, monitorPlurals[kind]), (object) => readMonitor(kind, object)),
        ),
      ),
    diagnoseMonitor: (of) => diagnoseMonitor(api, of),
    events({ namespace, object }: EventScope) {
      const ofName = object?.name === undefined ? "" : `,involvedObject.name=${object.name}`;
      const fieldSelector = object && `involvedObject.kind=${object.kind}${ofName}`;
      return watch(collection("/api/v1", namespace, "events"), readClusterEvent, {
        ...(fieldSelector === undefined ? {} : { query: { fieldSelector } }),
      });
    },
    async terminal({ namespace, name, uid: wanted, container, command, size, signal }) {
      const pod = `${collection("/api/v1", namespace, "pods")}/${encodeURIComponent(name)}`;
      const { metadata } = named.parse(await api.get({ path: pod, signal }));
      if (metadata.uid !== wanted) {
        throw new MidwatchError(
          "CONFLICT",
          `The pod ${name} was replaced: another one has its name now. Open a terminal from its own page`,
        );
      }
      const query = new URLSearchParams({ container, stdin: "true", stdout: "true", tty: "true" });
      for (const word of command) query.append("command", word);
      const request = { path: `${pod}/exec?${query}`, protocols: execProtocols };
      return podTerminal((listeners) => api.socket({ ...request, ...listeners, paused: true, silenceMs, signal }), {
        size,
        clock,
      });
    },
    dispose() {
      owned.dispose();
      disconnect();
    },
  };
}

function collection(group: string, namespace: string | null, plural: string): string {
  return namespace === null ? `${group}/${plural}` : `${group}/namespaces/${encodeURIComponent(namespace)}/${plural}`;
}

function ownerKey(namespace: string, { kind, name }: { readonly kind: string; readonly name: string }): string {
  return `${kind}/${namespace}/${name}`;
}

function restartsByOwner(pods: Iterable<Pod>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { namespace, owner, restarts } of pods) {
    if (!owner) continue;
    const key = ownerKey(namespace, owner);
    counts.set(key, (counts.get(key) ?? 0) + restarts);
  }
  return counts;
}

function gpusByNode(pods: Iterable<Pod>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { node, gpus, health, reason } of pods) {
    const isOver = health === "done" || reason === "Failed";
    if (node !== null && gpus > 0 && !isOver) counts.set(node, (counts.get(node) ?? 0) + gpus);
  }
  return counts;
}
