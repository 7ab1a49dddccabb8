import type { Json, KubeObject, NewObject } from "./objectStore.ts";

interface PodTemplate {
  readonly metadata?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly containers: readonly Container[] };
}
interface Container {
  readonly name: string;
  readonly image: string;
  readonly resources?: { readonly limits?: Readonly<Record<string, string>> };
}

export interface PodRequest {
  readonly name: string;
  readonly namespace: string;
  readonly template: PodTemplate;
  readonly labels?: Readonly<Record<string, string>>;
  readonly owner: { readonly kind: string; readonly name: string; readonly uid: string };
  /** Null: no node takes it. */
  readonly node: string | null;
  readonly unplaced?: string;
  readonly creationTimestamp?: string;
}

export function gpusAsked(template: unknown): number {
  const { spec } = template as PodTemplate;
  return spec.containers.reduce((sum, { resources }) => sum + Number(resources?.limits?.["nvidia.com/gpu"] ?? 0), 0);
}

/** A pod as its controller makes it: placed, and not started. */
export function pendingPod({ template, owner, node, unplaced, creationTimestamp, ...of }: PodRequest): NewObject {
  const placed = {
    type: "PodScheduled",
    status: node === null ? "False" : "True",
    ...(node === null ? { reason: "Unschedulable", message: unplaced ?? "" } : {}),
  };
  return {
    metadata: {
      name: of.name,
      namespace: of.namespace,
      labels: { ...template.metadata?.labels, ...of.labels },
      ownerReferences: [{ apiVersion: "apps/v1", ...owner, controller: true, blockOwnerDeletion: true }],
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    },
    spec: { ...template.spec, ...(node === null ? {} : { nodeName: node }), restartPolicy: "Always" },
    status: {
      phase: "Pending",
      conditions: [placed],
      containerStatuses:
        node === null
          ? []
          : template.spec.containers.map(({ name, image }) => ({
              name,
              image,
              ready: false,
              restartCount: 0,
              state: { waiting: { reason: "ContainerCreating" } },
              lastState: {},
            })),
    },
  };
}

/** The pod once its containers run; `containerId` says which they are. Ones that were started again may not answer yet. */
export function runningPod(
  pod: KubeObject,
  containerId: (container: string) => string,
  nowMs: number,
  {
    answers = true,
    restarts = 0,
    last = {},
  }: { readonly answers?: boolean; readonly restarts?: number; readonly last?: Json } = {},
): KubeObject {
  const startedAt = timeText(nowMs);
  const { containers } = pod.spec as PodTemplate["spec"];
  const ready = ["Initialized", "Ready", "ContainersReady", "PodScheduled"].map((type) => ({
    type,
    status: answers || !/Ready/.test(type) ? "True" : "False",
    lastTransitionTime: startedAt,
  }));
  return {
    ...pod,
    status: {
      phase: "Running",
      conditions: ready,
      startTime: startedAt,
      containerStatuses: containers.map(({ name, image }) => ({
        name,
        image,
        ready: answers,
        started: true,
        restartCount: restarts,
        containerID: `containerd://${containerId(name)}`,
        state: { running: { startedAt } },
        lastState: last,
      })),
    },
  };
}

/** One container that waits for `reason`, after so many restarts. */
export function waitingPod(
  pod: KubeObject,
  {
    reason,
    message,
    restarts = 0,
    last = {},
  }: { readonly reason: string; readonly message: string; readonly restarts?: number; readonly last?: Json },
): KubeObject {
  const { containers } = pod.spec as PodTemplate["spec"];
  return {
    ...pod,
    status: {
      phase: "Running",
      conditions: [
        { type: "PodScheduled", status: "True" },
        {
          type: "Ready",
          status: "False",
          reason: "ContainersNotReady",
          message: `containers with unready status: [${containers[0]?.name}]`,
        },
      ],
      containerStatuses: containers.map(({ name, image }) => ({
        name,
        image,
        ready: false,
        restartCount: restarts,
        state: { waiting: { reason, message } },
        lastState: last,
      })),
    },
  };
}

/** A pod, or a node. */
export function isReady({ status }: Json): boolean {
  const { conditions = [] } = status as { conditions?: readonly { readonly type: string; readonly status: string }[] };
  return conditions.some(({ type, status: is }) => type === "Ready" && is === "True");
}

/** RFC 3339 in seconds, as the API writes it. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}
