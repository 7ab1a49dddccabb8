import type { Clock } from "../../shared/base/clock.ts";
import { parsePodSource } from "../../shared/domain/logs/podSource.ts";
import type { KubernetesService } from "../services/kubernetes/types.ts";
import { createPodLogs } from "../services/logs/pods/createPodLogs.ts";
import type { LogSource } from "../services/logs/types.ts";

/** Pods of the workspace's clusters as sources of logs, by their name; throws NOT_FOUND for a cluster that there is not. */
export function podLogsNamed({
  kubernetes,
  clock,
  random,
}: {
  readonly kubernetes: Pick<KubernetesService, "get">;
  readonly clock: Clock;
  readonly random: () => number;
}): (name: string) => LogSource | null {
  return (name) => {
    const of = parsePodSource(name);
    return of && createPodLogs(of, { api: kubernetes.get(of.cluster).api, clock, random });
  };
}
