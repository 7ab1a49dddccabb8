import { describe, expect, test } from "vitest";
import { readClusterEvent } from "../../../../shared/domain/kubernetes/clusterEvent.ts";
import { readNode } from "../../../../shared/domain/kubernetes/node.ts";
import { readPod } from "../../../../shared/domain/kubernetes/pod.ts";
import { parseQuantity } from "../../../../shared/domain/kubernetes/quantity.ts";
import { readWorkload } from "../../../../shared/domain/kubernetes/workload.ts";
import { deploymentOf, podOf } from "../../../doubles/kubernetesServer.ts";

const meta = { uid: "u1", resourceVersion: "5", generation: 1, creationTimestamp: "2026-11-20T17:14:47Z" };
const stored = <O extends { readonly metadata: object }>(object: O, more: object = {}) => ({
  ...object,
  metadata: { ...object.metadata, ...meta, ...more },
});

test.each([
  ["5914m", 5.914],
  ["7338891n", 0.007338891],
  ["12", 12],
  ["14520Ki", 14520 * 1024],
  ["0", 0],
  ["2k", 2000],
  ["1e3", 1000],
  ["1E", 1e18],
  ["-1.5Gi", -1.5 * 2 ** 30],
])("the quantity %s", (text, value) => expect(parseQuantity(text)).toBeCloseTo(value, 9));

test.each(["", "1kk", "abc", "1 Gi", "Ki", "--1"])("%j is no quantity", (text) => {
  expect(parseQuantity(text)).toBeNull();
});

describe("the rollout of a deployment", () => {
  const rollout = (spec: object, status: object, generation = 1) => {
    const { spec: of, status: is, ...rest } = stored(deploymentOf("web", 6), { generation });
    return readWorkload("Deployment", { ...rest, spec: { ...of, ...spec }, status: { ...is, ...status } })?.rollout;
  };
  const progressing = (status: string, reason: string, message = "") => ({
    conditions: [{ type: "Progressing", status, reason, message }],
  });

  test("is done when all of it is updated, there and available", () => {
    expect(rollout({}, progressing("True", "NewReplicaSetAvailable"))).toEqual({ state: "done", text: "Rolled out" });
  });
  test("waits for its controller, whatever the old counts say", () => {
    expect(rollout({}, {}, 2)?.state).toBe("waiting");
  });
  test("is on its way while replicas of before are there still", () => {
    expect(rollout({}, { replicas: 7 })).toEqual({ state: "progressing", text: "6 of 6 updated, 6 available" });
  });
  test("is stuck past its deadline, although the pods of before serve", () => {
    const status = {
      updatedReplicas: 1,
      readyReplicas: 5,
      availableReplicas: 5,
      ...progressing("False", "ProgressDeadlineExceeded", "timed out"),
    };
    expect(rollout({}, status)).toEqual({ state: "stuck", text: "1 of 6 updated: timed out" });
  });
  test("that is paused says so, and one of nothing is done", () => {
    expect(rollout({ paused: true }, {})?.state).toBe("paused");
    const none = { replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0 };
    expect(rollout({ replicas: 0 }, none)).toEqual({ state: "done", text: "Scaled to zero" });
  });
  test("that lost pods since is told as degraded", () => {
    expect(rollout({}, { availableReplicas: 4, readyReplicas: 4 })?.text).toBe("2 of 6 not available");
  });
});

describe("a pod", () => {
  test("that runs belongs to the deployment of its replica set, and names its containers as the runtime does", () => {
    expect(readPod(stored(podOf("web-1", { gpus: 4, restarts: 2 })))).toMatchObject({
      reason: "Running",
      health: "ok",
      gpus: 4,
      restarts: 2,
      owner: { kind: "Deployment", name: "web" },
      containers: [{ containerId: expect.stringMatching(/^[0-9a-f-]{36}$/), ready: true }],
    });
  });

  const statusOf = (status: object, metadata: object = {}) => {
    const pod = stored(podOf("web-1"), metadata);
    const { reason, message, health } = readPod({ ...pod, status }) ?? {};
    return [reason, message, health];
  };
  const container = (state: object, lastState: object = {}) => ({
    phase: "Running",
    containerStatuses: [{ name: "main", restartCount: 14, state, lastState }],
  });

  test("that crashes says with what it ended before", () => {
    const last = { terminated: { reason: "OOMKilled", exitCode: 137, finishedAt: "2026-11-20T17:00:00Z" } };
    expect(statusOf(container({ waiting: { reason: "CrashLoopBackOff", message: "back-off 5m0s" } }, last))).toEqual([
      "CrashLoopBackOff",
      "back-off 5m0s. main ended before with OOMKilled (137)",
      "failing",
    ]);
  });
  test("keeps no more than some lines of what a program or runtime wrote", () => {
    const waiting = { reason: "x".repeat(100_000), message: "y".repeat(1_000_000) };
    expect(statusOf(container({ waiting })).map((text) => text?.length)).toEqual([200, 2_000, 7]);
  });
  test("that is on its way up is not called failing", () => {
    expect(statusOf(container({ waiting: { reason: "ContainerCreating" } }))).toEqual([
      "ContainerCreating",
      "",
      "starting",
    ]);
    expect(statusOf({ phase: "Pending" })).toEqual(["Pending", "", "starting"]);
  });
  test("that no node takes says why", () => {
    const conditions = [
      {
        type: "PodScheduled",
        status: "False",
        reason: "Unschedulable",
        message: "0/4 nodes: 4 Insufficient nvidia.com/gpu.",
      },
    ];
    expect(statusOf({ phase: "Pending", conditions })).toEqual([
      "Unschedulable",
      "0/4 nodes: 4 Insufficient nvidia.com/gpu.",
      "failing",
    ]);
  });
  test("that was evicted, ended well or is on its way out", () => {
    expect(statusOf({ phase: "Failed", reason: "Evicted", message: "low on memory" })).toEqual([
      "Evicted",
      "low on memory",
      "failing",
    ]);
    expect(statusOf({ phase: "Succeeded" })).toEqual(["Completed", "", "done"]);
    expect(statusOf({ phase: "Running" }, { deletionTimestamp: "2026-11-20T18:00:00Z" })[0]).toBe("Terminating");
  });
  test("is none without a name or a uid", () => {
    expect(readPod({ metadata: { name: "x" }, spec: {} })).toBeNull();
    expect(readPod("text")).toBeNull();
  });
});

test("a node that lost a GPU, is cordoned and is short of memory", () => {
  const node = readNode({
    metadata: { name: "gpu-a01", ...meta, labels: { "nvidia.com/gpu.product": "NVIDIA-H100" } },
    spec: { unschedulable: true },
    status: {
      capacity: { "nvidia.com/gpu": "8", cpu: "128" },
      allocatable: { "nvidia.com/gpu": "7" },
      conditions: [
        { type: "Ready", status: "True", reason: "KubeletReady" },
        { type: "MemoryPressure", status: "True", reason: "KubeletHasInsufficientMemory", message: "low" },
        { type: "DiskPressure", status: "Unknown" },
      ],
      nodeInfo: { machineID: "AAAA0000-0000-0000-0000-00000000BBBB" },
    },
  });
  expect(node).toMatchObject({
    ready: "ready",
    cordoned: true,
    gpuCapacity: 8,
    gpuAllocatable: 7,
    gpuModel: "NVIDIA-H100",
    troubles: [{ type: "MemoryPressure" }],
    machineId: "aaaa000000000000000000000000bbbb",
  });
});

test("events of both shapes have their times and counts", () => {
  const about = {
    involvedObject: { kind: "Pod", namespace: "serving", name: "web-1" },
    metadata: { name: "e", ...meta },
    type: "Warning",
    reason: "BackOff",
  };
  const counted = {
    ...about,
    count: 9,
    firstTimestamp: "2026-11-20T17:15:02Z",
    lastTimestamp: "2026-11-20T17:17:02Z",
    eventTime: null,
    source: { component: "kubelet" },
  };
  expect(readClusterEvent(counted)).toMatchObject({
    isWarning: true,
    count: 9,
    from: "kubelet",
    lastMs: Date.parse("2026-11-20T17:17:02Z"),
  });
  const series = {
    ...about,
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: "2026-11-20T17:16:54.823748Z",
    reportingComponent: "default-scheduler",
    source: {},
  };
  expect(readClusterEvent(series)).toMatchObject({
    count: 1,
    from: "default-scheduler",
    lastMs: Date.parse("2026-11-20T17:16:54.823Z"),
  });
});
