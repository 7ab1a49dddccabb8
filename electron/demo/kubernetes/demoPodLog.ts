import { type HostSpec, replicas } from "../simulation/fleet.ts";
import { gatewayLines } from "../simulation/logs/gatewayLines.ts";
import { vllmLines } from "../simulation/logs/vllmLines.ts";
import type { Slots } from "./clusterObjects.ts";
import type { Json, KubeObject } from "./objectStore.ts";
import type { LoggedLine, PodLog } from "./podLogs.ts";

/** A kubelet keeps 10 MB a container: of a window no more than this is made up. */
const mostSeconds = 3600;

type LinesAt = (t: number, wallMs: number) => string;

/** What the containers of the demo's pods write: the same lines as their programs' files on the hosts. */
export function demoPodLog({
  hosts,
  slots,
  wallStartMs,
  filledMs,
}: {
  readonly hosts: readonly HostSpec[];
  readonly slots: Slots;
  /** When the simulation began. */
  readonly wallStartMs: number;
  /** When the cluster was filled: its troubles are told by that. */
  readonly filledMs: number;
}): PodLog {
  function linesOf(pod: KubeObject): LinesAt | null {
    const slot = slots.get(pod.metadata.uid);
    if (slot) return vllmLines(slot.host, slot.replica, replicas(slot.host)[slot.replica] ?? []);
    const host = hosts.find(({ name }) => name === (pod.spec as Json).nodeName);
    return host?.runsGateway && pod.metadata.labels?.app === "gateway" ? gatewayLines(host) : null;
  }

  return (pod, { previous, fromMs, toMs }) => {
    const host = hosts.find(({ name }) => name === (pod.spec as Json).nodeName);
    if (host?.trouble === "unreachable") return null;
    if (pod.metadata.labels?.app === "reranker") return crash(filledMs, previous).filter(isWithin(fromMs, toMs));
    const linesAt = linesOf(pod);
    if (linesAt === null) return [];
    const firstSecond = Math.max(Math.floor(fromMs / 1000) - 1, Math.floor(toMs / 1000) - mostSeconds);
    const found: LoggedLine[] = [];
    // A second's lines are written as it ends.
    for (let second = firstSecond; (second + 1) * 1000 < toMs; second += 1) {
      const lines = linesAt(second + 1 - wallStartMs / 1000, second * 1000)
        .split("\n")
        .slice(0, -1);
      lines.forEach((text, index) => {
        found.push({ atMs: (second + 1) * 1000 + index, text });
      });
    }
    return found.filter(isWithin(fromMs, toMs));
  };
}

const isWithin =
  (fromMs: number, toMs: number) =>
  ({ atMs }: LoggedLine) =>
    atMs >= fromMs && atMs < toMs;

/** A server that is killed while it loads: its last words are the container's before. */
function crash(filledMs: number, previous: boolean): readonly LoggedLine[] {
  const beganMs = filledMs - (previous ? 215_000 : 12_000);
  const lines = [
    "INFO Starting model backend on CPU",
    "INFO Loading weights of bge-reranker-v2-m3 (2.27 GB)",
    ...(previous
      ? ["ERROR Cannot allocate memory while warming up a batch of 32: asked for 1.9 GiB, limit is 512 MiB"]
      : []),
  ];
  return lines.map((text, index) => ({ atMs: beganMs + index * 9_000, text }));
}
