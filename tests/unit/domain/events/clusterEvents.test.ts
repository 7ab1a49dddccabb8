import { describe, expect, it } from "vitest";
import {
  type KnownRollout,
  killEvent,
  rolloutEvents,
  toldByCluster,
} from "../../../../shared/domain/events/clusterEvents.ts";
import type { ClusterEvent } from "../../../../shared/domain/kubernetes/clusterEvent.ts";
import { readPod } from "../../../../shared/domain/kubernetes/pod.ts";
import { readWorkload, type Workload } from "../../../../shared/domain/kubernetes/workload.ts";
import { deploymentOf, podOf } from "../../../doubles/kubernetesServer.ts";

const nowMs = 1_000_000_000;
const uid = { uid: "7e0f", generation: 1 };

/** A deployment as its controller has it: of an image, with so many of two pods of it. */
function deployment(
  tag: string,
  updated: number,
  { stuck = false, restartedAt }: { readonly stuck?: boolean; readonly restartedAt?: string } = {},
): Workload {
  const { metadata, spec, status } = deploymentOf("chat", 2);
  const image = `registry.example/llm/chat:${tag}`;
  const annotations = restartedAt === undefined ? {} : { "kubectl.kubernetes.io/restartedAt": restartedAt };
  const failed = { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message: "timed out" };
  const read = readWorkload("Deployment", {
    metadata: { ...metadata, ...uid },
    spec: { ...spec, template: { metadata: { annotations }, spec: { containers: [{ name: "main", image }] } } },
    status: { ...status, updatedReplicas: updated, conditions: stuck ? [failed] : [] },
  });
  if (!read) throw new Error("not a deployment");
  return read;
}

function told(...seen: readonly Workload[]): readonly string[] {
  let before: KnownRollout | null = null;
  return seen.flatMap((workload) => {
    const { events, known } = rolloutEvents({ cluster: "eu", before, workload, nowMs });
    before = known;
    return events.map(({ title, text }) => `${title}: ${text}`);
  });
}

describe("a rollout", () => {
  it.each<[string, readonly Workload[], readonly string[]]>([
    ["that is seen for the first time", [deployment("v1", 1)], []],
    ["of what is there already", [deployment("v1", 2), deployment("v1", 1), deployment("v1", 2)], []],
    [
      "that goes well",
      [deployment("v1", 2), deployment("v2", 0), deployment("v2", 1), deployment("v2", 2), deployment("v2", 2)],
      ["Deploy started: chat v1 → v2", "Deploy complete: chat v2, nothing runs v1 any more"],
    ],
    [
      "that gets stuck, is told once, and is taken back",
      [
        deployment("v1", 2),
        deployment("v2", 1),
        deployment("v2", 1, { stuck: true }),
        deployment("v2", 1, { stuck: true }),
        deployment("v1", 1),
        deployment("v1", 2),
      ],
      [
        "Deploy started: chat v1 → v2",
        "Rollout stuck: serving/chat: 1 of 2 updated: timed out",
        "Deploy started: chat v2 → v1",
        "Deploy complete: chat v1, nothing runs v2 any more",
      ],
    ],
    [
      "that is a restart of the same release, and is taken back",
      [
        deployment("v1", 2, { restartedAt: "1970-01-02T00:00:00Z" }),
        deployment("v1", 0, { restartedAt: "1970-01-03T00:00:00Z" }),
        deployment("v1", 2, { restartedAt: "1970-01-03T00:00:00Z" }),
        deployment("v1", 2, { restartedAt: "1970-01-02T00:00:00Z" }),
        deployment("v1", 2),
        deployment("v1", 2, { restartedAt: "soon" }),
      ],
      ["Restarted: serving/chat: all of its pods are made anew"],
    ],
  ])("%s", (_, seen, expected) => {
    expect(told(...seen)).toEqual(expected);
  });

  it("is restarted when its cluster says so, and not later than it was seen", () => {
    const restart = (restartedAt: string) => {
      const { known } = rolloutEvents({ cluster: "eu", before: null, workload: deployment("v1", 2), nowMs });
      const workload = deployment("v1", 0, { restartedAt });
      return rolloutEvents({ cluster: "eu", before: known, workload, nowMs }).events[0]?.atMs;
    };
    expect(restart("1970-01-03T00:00:00Z")).toBe(2 * 86_400_000);
    expect(restart("2970-01-03T00:00:00Z")).toBe(nowMs);
  });

  it("leads to its workload, and is the same event as the hosts' containers tell", () => {
    const { known } = rolloutEvents({ cluster: "eu", before: null, workload: deployment("v1", 2), nowMs });
    const [event] = rolloutEvents({ cluster: "eu", before: known, workload: deployment("v2", 0), nowMs }).events;
    expect(event).toMatchObject({
      key: "deploy chat v2",
      service: "chat",
      workload: { cluster: "eu", namespace: "serving", kind: "Deployment", name: "chat" },
    });
    expect(event?.sameWithinMs).toBeGreaterThan(60_000);
  });
});

describe("a pod", () => {
  const ended = (reason: string) => {
    const made = podOf("chat-1", { restarts: 1 });
    const [status] = made.status.containerStatuses;
    const lastState = { terminated: { reason, exitCode: 137, finishedAt: "2026-11-19T02:14:22Z" } };
    const read = readPod({
      ...made,
      metadata: { ...made.metadata, ...uid },
      status: { ...made.status, containerStatuses: [{ ...status, lastState }] },
    });
    if (!read) throw new Error("not a pod");
    return read;
  };

  it("whose container was killed for memory is told when that was, and the same when it is read again", () => {
    expect(killEvent("eu", ended("OOMKilled"), "gpu-a01")).toMatchObject({
      atMs: Date.UTC(2026, 10, 19, 2, 14, 22),
      severity: "critical",
      host: "gpu-a01",
      text: "serving/chat-1 main: its container's memory ran out",
    });
    expect(killEvent("eu", ended("OOMKilled"), null)?.key).toBe(killEvent("eu", ended("OOMKilled"), null)?.key);
    expect(killEvent("eu", ended("Completed"), null)).toBeNull();
  });
});

describe("an event of the cluster", () => {
  const event = (over: Partial<ClusterEvent>): ClusterEvent => ({
    ...{ id: "e1", isWarning: false, reason: "Scheduled", message: "", count: 1, from: "x" },
    ...{ firstMs: nowMs, lastMs: nowMs, object: { kind: "Pod", namespace: "serving", name: "chat-1" } },
    ...over,
  });
  it.each<[string, Partial<ClusterEvent>, string | null]>([
    ["of no consequence", {}, null],
    ["without a time", { reason: "Evicted", lastMs: null }, null],
    [
      "of an autoscaler",
      {
        reason: "SuccessfulRescale",
        message: "New size: 4; reason: All metrics below target",
        object: { kind: "HorizontalPodAutoscaler", namespace: "serving", name: "chat" },
      },
      "Scaled: serving/chat: New size: 4; reason: All metrics below target",
    ],
    [
      "of an eviction",
      { reason: "Evicted", message: "The node was low on resource: ephemeral-storage." },
      "Pod evicted: serving/chat-1: The node was low on resource: ephemeral-storage.",
    ],
    [
      "of a node",
      { reason: "NodeNotReady", object: { kind: "Node", namespace: "", name: "gpu-a01" } },
      "Node not ready: gpu-a01: its kubelet is not ready or does not answer",
    ],
  ])("%s", (_, over, expected) => {
    const told = toldByCluster("eu", event(over), null);
    expect(told && `${told.title}: ${told.text}`).toBe(expected);
  });
  it("keeps no more than a line or two of what somebody wrote", () => {
    const told = toldByCluster("eu", event({ reason: "Evicted", message: "x".repeat(10_000) }), null);
    expect(told?.text.length).toBe(300);
  });
});
