import { useEffect, useState } from "react";
import { useClient } from "../../state/client.ts";
import type { PodRow } from "./words.ts";

/** The services before a pod, asked once; null while that is not known, and where it may not be read. */
export function useServicesOf(
  cluster: string,
  { id, namespace, name }: Pick<PodRow, "id" | "namespace" | "name">,
): readonly string[] | null {
  const { call } = useClient();
  const [known, setKnown] = useState<{ readonly of: string; readonly services: readonly string[] } | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    call("kubernetes.servicesOf", { cluster, namespace, name }, abort.signal).then(
      ({ services }) => setKnown({ of: id, services }),
      () => {},
    );
    return () => abort.abort();
  }, [call, cluster, id, namespace, name]);
  return known?.of === id ? known.services : null;
}
