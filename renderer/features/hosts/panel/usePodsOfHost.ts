import { useEffect, useMemo, useState } from "react";
import type { Contract } from "../../../../shared/contract/contract.ts";
import type { Item } from "../../../../shared/contract/define.ts";
import { useClient, useLinkState } from "../../../state/client.ts";
import { useStream } from "../../../state/useStream.ts";

type Pod = Item<Contract["kubernetes.pods"]>["changed"][number];

export interface PodsOfHost {
  readonly cluster: string;
  readonly pods: readonly Pod[];
}

/** The pods that a cluster has on a host; null while that is not known, and where the host is no node. */
export function usePodsOfHost(host: string, machineId: string | null): PodsOfHost | null {
  const { call } = useClient();
  const isOpen = useLinkState().kind === "open";
  const key = `${host} ${machineId}`;
  const [found, setFound] = useState<{ readonly key: string; readonly cluster: string; readonly name: string } | null>(
    null,
  );
  useEffect(() => {
    if (!isOpen) return undefined;
    const abort = new AbortController();
    call("kubernetes.nodeOf", { host, machineId }, abort.signal).then(
      ({ node }) => setFound(node && { key: `${host} ${machineId}`, ...node }),
      // Without a cluster the processes are shown as the host tells them.
      () => {},
    );
    return () => abort.abort();
  }, [call, isOpen, host, machineId]);
  const node = found?.key === key ? found : null;
  const [held, setHeld] = useState<{ readonly of: string; readonly pods: ReadonlyMap<string, Pod> }>({
    of: "",
    pods: new Map(),
  });
  useStream(
    "kubernetes.pods",
    node && { cluster: node.cluster, namespace: null, node: node.name },
    ({ first, changed, gone }) => {
      setHeld((before) => {
        const pods = new Map(first || before.of !== key ? [] : before.pods);
        for (const pod of changed) pods.set(pod.id, pod);
        for (const id of gone) pods.delete(id);
        return { of: key, pods };
      });
    },
  );
  const cluster = node?.cluster ?? null;
  return useMemo(
    () => (cluster !== null && held.of === key ? { cluster, pods: [...held.pods.values()] } : null),
    [cluster, held, key],
  );
}
