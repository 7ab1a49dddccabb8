import type { TerminalTarget } from "../../../../shared/domain/terminal/target.ts";
import type { HostDetail } from "../../../state/types.ts";
import { containerTarget } from "./containerTarget.ts";
import type { PodsOfHost } from "./usePodsOfHost.ts";

type Process = Pick<HostDetail["processes"][number], "container" | "containerId">;

/**
 * A shell where a process runs: in its container by the host's own engine, else by the cluster in its pod. Null for one in no
 * container, or in one that neither knows.
 */
export function processTerminal(
  { container, containerId }: Process,
  { summary, services }: { readonly summary: { readonly name: string }; readonly services: HostDetail["services"] },
  known: PodsOfHost | null,
): TerminalTarget | null {
  for (const service of services) {
    const target = service.name === container ? containerTarget(summary.name, service) : null;
    if (target) return target;
  }
  if (known === null || containerId === null) return null;
  for (const { id: uid, namespace, name: pod, containers } of known.pods) {
    const own = containers.find((one) => one.containerId === containerId);
    if (own) return { kind: "pod", cluster: known.cluster, namespace, pod, uid, container: own.name };
  }
  return null;
}
