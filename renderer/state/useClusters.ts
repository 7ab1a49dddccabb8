import { useState } from "react";
import type { Contract } from "../../shared/contract/contract.ts";
import type { Item } from "../../shared/contract/define.ts";
import { useStream } from "./useStream.ts";

export type ClusterState = Item<Contract["kubernetes.clusters"]>["clusters"][number];

/** The clusters of the workspace; null before they are known, and while they are not wanted. */
export function useClusters({ wanted = true } = {}): readonly ClusterState[] | null {
  const [clusters, setClusters] = useState<readonly ClusterState[] | null>(null);
  useStream("kubernetes.clusters", wanted ? {} : null, (item) => setClusters(item.clusters));
  return clusters;
}
