import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, DisposableStore, toDisposable } from "../../../shared/base/disposable.ts";
import { canonicalJson } from "../../../shared/domain/runbook/canonicalJson.ts";
import { hex } from "../simulation/noise.ts";
import type { Json, KubeObject, ObjectStore } from "./objectStore.ts";
import { gpusAsked, isReady, pendingPod, runningPod, waitingPod } from "./podObject.ts";
import { resourceTypes } from "./resources.ts";
import { tellEvent } from "./tellEvent.ts";

const tickMs = 500;
const revisionKey = "deployment.kubernetes.io/revision";

export interface ControllerHooks {
  /** A pod was placed: which of its node's slots it has decides about its container. */
  readonly placed?: (pod: KubeObject) => void;
  readonly gone?: (pod: KubeObject) => void;
  readonly containerId?: (pod: KubeObject, container: string) => string | null;
  /** A node that a pod of those labels goes to before it goes to any other. */
  readonly suits?: (labels: Readonly<Record<string, string>>, node: string) => boolean;
}

interface DeploymentSpec {
  readonly replicas: number;
  readonly paused?: boolean;
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly template: {
    readonly metadata?: Json;
    readonly spec: { readonly containers: readonly { readonly image: string }[] };
  };
  readonly progressDeadlineSeconds?: number;
  readonly strategy?: { readonly rollingUpdate?: { readonly maxSurge?: number; readonly maxUnavailable?: number } };
}

/**
 * Does for deployments what the controllers, the scheduler and the kubelets of a cluster do: replica sets by template, pods one
 * after another, placement by free GPUs, status and events. An image whose tag begins with `bad` cannot be pulled.
 */
export function createDeploymentController({
  store,
  clock,
  hooks = {},
  startMs = 6_000,
}: {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly hooks?: ControllerHooks;
  /** From its placement on until a pod is ready. */
  readonly startMs?: number;
}): Disposable {
  const owned = new DisposableStore();
  const placedAtMs = new Map<string, number>();
  const progressedAtMs = new Map<string, number>();
  let timer: Disposable | null = null;

  function wake(): void {
    timer ??= clock.after(tickMs, tick);
  }

  function tick(): void {
    timer = null;
    // Each one, not the first alone that is on its way.
    const isBusy = store.list(resourceTypes.deployments).map(reconcile).includes(true);
    if (isBusy) wake();
  }

  /** True while there is more to come. */
  function reconcile(deployment: KubeObject): boolean {
    const spec = deployment.spec as unknown as DeploymentSpec;
    const set = currentSet(deployment, spec);
    const all = podsOf(deployment);
    for (const pod of all) start(pod);
    const hash = set.metadata.labels?.["pod-template-hash"];
    const current = podsOf(deployment).filter(({ metadata }) => metadata.labels?.["pod-template-hash"] === hash);
    const old = podsOf(deployment).filter((pod) => !current.includes(pod));
    const moved = spec.paused ? false : step(deployment, spec, set, current, old);
    return tellStatus(deployment, spec, hash ?? "", moved) || moved;
  }

  function step(
    deployment: KubeObject,
    spec: DeploymentSpec,
    set: KubeObject,
    current: readonly KubeObject[],
    old: readonly KubeObject[],
  ): boolean {
    const { maxSurge = 1, maxUnavailable = 0 } = spec.strategy?.rollingUpdate ?? {};
    const available = [...current, ...old].filter(isReady).length;
    const total = current.length + old.length;
    const surplus =
      old.find((pod) => !isReady(pod)) ?? old[0] ?? current.findLast((pod) => !isReady(pod)) ?? current.at(-1);
    if (total > spec.replicas + maxSurge && surplus) return stop(deployment, surplus);
    if (old.length === 0 && current.length > spec.replicas && surplus) return stop(deployment, surplus);
    if (current.length < spec.replicas && total < spec.replicas + maxSurge) return create(deployment, set, spec);
    const [outdated] = old.filter((pod) => !isReady(pod) || available > spec.replicas - maxUnavailable);
    return outdated ? stop(deployment, outdated) : false;
  }

  function create(deployment: KubeObject, set: KubeObject, { template }: DeploymentSpec): boolean {
    const namespace = deployment.metadata.namespace ?? "";
    const { node, why } = place(gpusAsked(template), set.metadata.labels ?? {});
    const hash = set.metadata.labels?.["pod-template-hash"] ?? "";
    const pod = store.create(
      resourceTypes.pods,
      pendingPod({
        name: `${set.metadata.name}-${hex(5, store.revision, "pod")}`,
        namespace,
        template: template as never,
        labels: { "pod-template-hash": hash },
        owner: { kind: "ReplicaSet", name: set.metadata.name, uid: set.metadata.uid },
        node,
        unplaced: why,
      }),
    );
    placedAtMs.set(pod.metadata.uid, clock.monotonicMs());
    if (node === null) {
      tellEvent(store, pod, {
        reason: "FailedScheduling",
        message: why,
        component: "default-scheduler",
        warning: true,
        atMs: clock.nowMs(),
      });
      return false;
    }
    hooks.placed?.(pod);
    tellEvent(store, pod, {
      reason: "Scheduled",
      message: `Successfully assigned ${namespace}/${pod.metadata.name} to ${node}`,
      component: "default-scheduler",
      atMs: clock.nowMs(),
    });
    return true;
  }

  function stop(deployment: KubeObject, pod: KubeObject): boolean {
    store.remove(resourceTypes.pods, pod);
    tellEvent(store, deployment, {
      reason: "ScalingReplicaSet",
      message: `Scaled down: ended ${pod.metadata.name}`,
      component: "deployment-controller",
      atMs: clock.nowMs(),
    });
    return true;
  }

  /** A pod that was placed long enough ago runs, if its image can be had. */
  function start(pod: KubeObject): void {
    const since = placedAtMs.get(pod.metadata.uid);
    const spec = pod.spec as { readonly nodeName?: string; readonly containers: readonly { readonly image: string }[] };
    if (spec.nodeName === undefined) {
      // Room was made for it: it is made anew, and placed.
      if (place(gpusAsked({ spec }), pod.metadata.labels ?? {}).node !== null) store.remove(resourceTypes.pods, pod);
      return;
    }
    if (since === undefined || clock.monotonicMs() - since < startMs) return;
    placedAtMs.delete(pod.metadata.uid);
    const image = spec.containers[0]?.image ?? "";
    if (/:bad[^:/]*$/.test(image)) {
      store.replace(
        resourceTypes.pods,
        waitingPod(pod, { reason: "ImagePullBackOff", message: `Back-off pulling image "${image}"` }),
      );
      tellEvent(store, pod, {
        reason: "Failed",
        message: `Failed to pull image "${image}": not found`,
        component: "kubelet",
        warning: true,
        atMs: clock.nowMs(),
      });
      return;
    }
    const containerId = (container: string) =>
      hooks.containerId?.(pod, container) ?? hex(64, pod.metadata.uid.length, pod.metadata.uid, container);
    store.replace(resourceTypes.pods, runningPod(pod, containerId, clock.nowMs()));
  }

  function currentSet(deployment: KubeObject, { template, replicas, selector }: DeploymentSpec): KubeObject {
    const namespace = deployment.metadata.namespace ?? "";
    const sets = store
      .list(resourceTypes.replicaSets, namespace)
      .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === deployment.metadata.uid));
    const same = sets.find(({ spec }) => sameTemplate((spec as Json).template, template));
    const revisions = sets.map(({ metadata }) => Number(metadata.annotations?.[revisionKey] ?? 0));
    const newest = Math.max(0, ...revisions);
    const own = Number(same?.metadata.annotations?.[revisionKey] ?? 0);
    if (same && own === newest) return same;
    const annotations = { [revisionKey]: String(newest + 1) };
    progressedAtMs.set(deployment.metadata.uid, clock.monotonicMs());
    if (same) {
      return store.replace(resourceTypes.replicaSets, { ...same, metadata: { ...same.metadata, annotations } });
    }
    const hash = hex(10, store.revision, "template");
    const labels = { ...selector.matchLabels, "pod-template-hash": hash };
    const set = store.create(resourceTypes.replicaSets, {
      metadata: {
        name: `${deployment.metadata.name}-${hash}`,
        namespace,
        labels,
        annotations,
        ownerReferences: [
          {
            apiVersion: "apps/v1",
            kind: "Deployment",
            name: deployment.metadata.name,
            uid: deployment.metadata.uid,
            controller: true,
          },
        ],
      },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: {
          ...template,
          metadata: {
            ...template.metadata,
            labels: { ...(template.metadata?.labels as Json), "pod-template-hash": hash },
          },
        },
      },
      status: { replicas: 0 },
    });
    tellEvent(store, deployment, {
      reason: "ScalingReplicaSet",
      message: `Scaled up replica set ${set.metadata.name} from 0 to ${replicas}`,
      component: "deployment-controller",
      atMs: clock.nowMs(),
    });
    return set;
  }

  function podsOf(deployment: KubeObject): readonly KubeObject[] {
    const { matchLabels } = (deployment.spec as unknown as DeploymentSpec).selector;
    return store
      .list(resourceTypes.pods, deployment.metadata.namespace ?? "")
      .filter(({ metadata }) => Object.entries(matchLabels).every(([key, value]) => metadata.labels?.[key] === value));
  }

  /** A node that is ready, not cordoned, and has so many GPUs left: the first that suits, or the first. */
  function place(
    gpus: number,
    labels: Readonly<Record<string, string>>,
  ): { readonly node: string | null; readonly why: string } {
    const used = new Map<string, number>();
    for (const { spec } of store.list(resourceTypes.pods)) {
      const { nodeName } = spec as { readonly nodeName?: string };
      if (nodeName !== undefined) used.set(nodeName, (used.get(nodeName) ?? 0) + gpusAsked({ spec }));
    }
    const nodes = store.list(resourceTypes.nodes);
    const fitting = nodes.filter(({ metadata, spec, status }) => {
      const isOpen = !(spec as Json | undefined)?.unschedulable;
      const { allocatable = {} } = status as { allocatable?: Readonly<Record<string, string>> };
      return (
        isOpen &&
        isReady({ status }) &&
        Number(allocatable["nvidia.com/gpu"] ?? 0) - (used.get(metadata.name) ?? 0) >= gpus
      );
    });
    const best = fitting.find(({ metadata }) => hooks.suits?.(labels, metadata.name)) ?? fitting[0];
    const why = `0/${nodes.length} nodes are available: ${nodes.length} Insufficient nvidia.com/gpu.`;
    return { node: best?.metadata.name ?? null, why };
  }

  /** True while pods are on their way up or out. */
  function tellStatus(deployment: KubeObject, spec: DeploymentSpec, hash: string, moved: boolean): boolean {
    const pods = podsOf(deployment);
    const updated = pods.filter(({ metadata }) => metadata.labels?.["pod-template-hash"] === hash);
    const ready = pods.filter(isReady).length;
    const isDone = updated.length === spec.replicas && pods.length === updated.length && ready === spec.replicas;
    const known = store.get(resourceTypes.deployments, deployment.metadata.namespace ?? "", deployment.metadata.name);
    if (!known) return false;
    const before = (known.status ?? {}) as Record<string, unknown>;
    const uid = deployment.metadata.uid;
    if (moved || ready > Number(before.readyReplicas ?? 0) || !progressedAtMs.has(uid))
      progressedAtMs.set(uid, clock.monotonicMs());
    const deadlineMs = (spec.progressDeadlineSeconds ?? 600) * 1000;
    const isStuck = !isDone && !spec.paused && clock.monotonicMs() - (progressedAtMs.get(uid) ?? 0) >= deadlineMs;
    const progressing = isStuck
      ? {
          status: "False",
          reason: "ProgressDeadlineExceeded",
          message: `ReplicaSet "${deployment.metadata.name}-${hash}" has timed out progressing.`,
        }
      : {
          status: "True",
          reason: isDone ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
          message: isDone
            ? `ReplicaSet "${deployment.metadata.name}-${hash}" has successfully progressed.`
            : `ReplicaSet "${deployment.metadata.name}-${hash}" is progressing.`,
        };
    const set = store
      .list(resourceTypes.replicaSets, deployment.metadata.namespace ?? "")
      .find(({ metadata }) => metadata.labels?.["pod-template-hash"] === hash);
    const revision = set?.metadata.annotations?.[revisionKey] ?? "1";
    store.replace(resourceTypes.deployments, {
      ...known,
      metadata: { ...known.metadata, annotations: { ...known.metadata.annotations, [revisionKey]: revision } },
      status: {
        observedGeneration: known.metadata.generation,
        replicas: pods.length,
        updatedReplicas: updated.length,
        readyReplicas: ready,
        availableReplicas: ready,
        ...(spec.replicas > ready ? { unavailableReplicas: spec.replicas - ready } : {}),
        conditions: [
          {
            type: "Available",
            status: ready > 0 ? "True" : "False",
            reason: ready > 0 ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
            message: "",
          },
          { type: "Progressing", ...progressing },
        ],
      },
    });
    return !isDone && !isStuck && !spec.paused;
  }

  owned.add(
    store.onChange(({ type, resource, object }) => {
      if (resource === resourceTypes.pods && type === "DELETED") {
        placedAtMs.delete(object.metadata.uid);
        hooks.gone?.(object);
      }
      const isAsked = resource === resourceTypes.deployments || resource === resourceTypes.nodes;
      if (isAsked || (resource === resourceTypes.pods && type !== "ADDED")) wake();
    }),
  );
  owned.add(toDisposable(() => timer?.dispose()));
  wake();
  return owned;
}

/** A replica set's own template has the hash among its labels. */
function sameTemplate(of: unknown, template: unknown): boolean {
  const plain = (one: unknown) =>
    canonicalJson(JSON.parse(JSON.stringify(one, (key, value) => (key === "pod-template-hash" ? undefined : value))));
  return plain(of) === plain(template);
}
