import type { Status } from "../../ui/StatusIcon.tsx";
import type { RowOf } from "./useRows.ts";

export type WorkloadRow = RowOf<"kubernetes.workloads">;
export type PodRow = RowOf<"kubernetes.pods">;
export type NodeRow = RowOf<"kubernetes.nodes">;
export type EventRow = RowOf<"kubernetes.events">;

const rolloutStatus: Readonly<Record<WorkloadRow["rollout"]["state"], Status>> = {
  done: "ok",
  progressing: "running",
  waiting: "waiting",
  paused: "info",
  suspended: "info",
  degraded: "warning",
  stuck: "critical",
  failed: "critical",
};
/** Worst first. */
const rolloutOrder = ["failed", "stuck", "degraded", "progressing", "waiting", "paused", "suspended", "done"] as const;

export function statusOfRollout({ rollout }: WorkloadRow): Status {
  return rolloutStatus[rollout.state];
}

export function rolloutRank({ rollout }: WorkloadRow): number {
  return rolloutOrder.indexOf(rollout.state);
}

const podStatus: Readonly<Record<PodRow["health"], Status>> = {
  ok: "ok",
  starting: "running",
  failing: "critical",
  done: "ok",
};
const podOrder = ["failing", "starting", "ok", "done"] as const;

export function statusOfPod({ health }: PodRow): Status {
  return podStatus[health];
}

export function podRank({ health }: PodRow): number {
  return podOrder.indexOf(health);
}

export function nodeStanding(node: NodeRow): { readonly status: Status; readonly word: string; readonly why: string } {
  const why = node.troubles.map(({ type, message }) => `${type}: ${message}`).join("; ");
  if (node.ready === "unknown") return { status: "unknown", word: "Does not answer", why };
  if (node.ready === "notReady") return { status: "critical", word: "Not ready", why };
  const [trouble] = node.troubles;
  if (trouble) return { status: "warning", word: trouble.type, why };
  if (node.cordoned) return { status: "info", word: "Cordoned", why: "No new pods are placed here" };
  return { status: "ok", word: "Ready", why: "" };
}

const nodeOrder: readonly Status[] = ["critical", "unknown", "warning", "info", "ok"];

export function nodeRank(node: NodeRow): number {
  return nodeOrder.indexOf(nodeStanding(node).status);
}

/** `registry.example/llm/vllm:v2.18.0` as `vllm:v2.18.0`; a digest is cut. */
export function shortImage(image: string): string {
  return (image.split("/").at(-1) ?? image).replace(/@sha256:([0-9a-f]{8})[0-9a-f]*$/, "@$1");
}
