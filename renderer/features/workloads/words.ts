import { formatAge, formatNumber } from "../../ui/format.ts";
import type { Status } from "../../ui/StatusIcon.tsx";
import type { RowOf } from "./useRows.ts";

export type WorkloadRow = RowOf<"kubernetes.workloads">;
export type PodRow = RowOf<"kubernetes.pods">;
export type NodeRow = RowOf<"kubernetes.nodes">;
export type AutoscalerRow = RowOf<"kubernetes.autoscalers">;
export type MonitorRow = RowOf<"kubernetes.monitors">;
export type EventRow = RowOf<"kubernetes.events">;

const dayMs = 86_400_000;

/** Of an object; one of ten days and more has whole days, which a narrow column holds. */
export function ageText(ageMs: number): string {
  return formatAge(ageMs < 10 * dayMs ? ageMs : ageMs - (ageMs % dayMs));
}

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

const autoscalerStatus: Readonly<Record<AutoscalerRow["standing"]["state"], Status>> = {
  broken: "critical",
  limited: "warning",
  off: "info",
  unseen: "unknown",
  waiting: "waiting",
  ok: "ok",
};
const autoscalerOrder = ["broken", "limited", "unseen", "off", "waiting", "ok"] as const;

export function statusOfAutoscaler({ standing }: AutoscalerRow): Status {
  return autoscalerStatus[standing.state];
}

export function autoscalerRank({ standing }: AutoscalerRow): number {
  return autoscalerOrder.indexOf(standing.state);
}

/** What should not be so: limited, or not able. */
export function isBadCondition({ type, status }: AutoscalerRow["conditions"][number]): boolean {
  return type === "ScalingLimited" ? status === "True" : status !== "True";
}

/** Both in the metric's measure; null where there is none. */
export function metricFigures({ measure, current, target }: AutoscalerRow["metrics"][number]): {
  readonly current: string | null;
  readonly target: string | null;
} {
  const shown = (value: number | null) => {
    if (value === null) return null;
    return measure === "utilization" ? `${formatNumber(value)} %` : formatNumber(value, value % 1 === 0 ? 0 : 2);
  };
  return { current: shown(current), target: shown(target) };
}

/** `registry.example/llm/vllm:v2.18.0` as `vllm:v2.18.0`; a digest is cut. */
export function shortImage(image: string): string {
  return (image.split("/").at(-1) ?? image).replace(/@sha256:([0-9a-f]{8})[0-9a-f]*$/, "@$1");
}
