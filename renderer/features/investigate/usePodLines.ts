import { useMemo } from "react";
import type { AlertPod } from "../../../shared/domain/alerts/alertWords.ts";
import { formatPodSource, workloadSources } from "../../../shared/domain/logs/podSource.ts";
import type { InvestigateView } from "../../state/investigateView.ts";
import type { ServiceState } from "../../state/servicesStore.ts";
import { useClusters } from "../../state/useClusters.ts";

/** The log sources that are read instead of the hosts' lines; null for those of the hosts. */
export function usePodLines(
  view: Pick<InvestigateView, "pod" | "service">,
  service: ServiceState | null,
): readonly string[] | null {
  const clusters = useClusters({ wanted: view.pod !== null });
  const key = JSON.stringify(podLines(view, service?.definition ?? null, clusters ?? []));
  return useMemo(() => JSON.parse(key) as readonly string[] | null, [key]);
}

/** The pod that it is about where that is known, else the workloads of the service that is named: a host's lines stay its own. */
export function podLines(
  view: Pick<InvestigateView, "pod" | "service">,
  service: Pick<ServiceState["definition"], "name" | "workloads"> | null,
  clusters: readonly { readonly name: string }[],
): readonly string[] | null {
  const pod = view.pod && podSourceOf(view.pod, clusters);
  if (pod) return [pod];
  if (view.service === null || service?.name !== view.service || service.workloads === null) return null;
  return workloadSources(service.workloads);
}

/** In the cluster of that name, else in the only one there is. */
function podSourceOf(
  { cluster, namespace, name }: AlertPod,
  clusters: readonly { readonly name: string }[],
): string | null {
  const [only, ...others] = clusters;
  const found = clusters.find((one) => one.name === cluster) ?? (others.length === 0 ? only : undefined);
  return found ? formatPodSource({ cluster: found.name, namespace, pods: { name } }) : null;
}
