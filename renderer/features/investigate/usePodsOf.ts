import type { AlertPod } from "../../../shared/domain/alerts/alertWords.ts";
import { formatPodSource } from "../../../shared/domain/logs/podSource.ts";
import type { InvestigateView } from "../../state/investigateView.ts";
import { useClusters } from "../../state/useClusters.ts";

/** The log source of the pod that it is about; null for none, and where the workspace does not tell which cluster runs it. */
export function usePodsOf({ pod }: Pick<InvestigateView, "pod">): string | null {
  const clusters = useClusters({ wanted: pod !== null });
  return pod && clusters && podSourceOf(pod, clusters);
}

/** In the cluster of that name, else in the only one there is. */
export function podSourceOf(
  { cluster, namespace, name }: AlertPod,
  clusters: readonly { readonly name: string }[],
): string | null {
  const [only, ...others] = clusters;
  const found = clusters.find((one) => one.name === cluster) ?? (others.length === 0 ? only : undefined);
  return found ? formatPodSource({ cluster: found.name, namespace, pods: { name } }) : null;
}
