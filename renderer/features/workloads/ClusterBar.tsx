import { useEffect, useState } from "react";
import { useClient } from "../../state/client.ts";
import type { ClusterState } from "../../state/useClusters.ts";
import { EnvironmentTag } from "../../ui/EnvironmentTag.tsx";
import { Select } from "../../ui/Select.tsx";

const all = "all namespaces";

/** Which cluster and which part of it is shown, with the environment that it is in. */
export function ClusterBar({
  clusters,
  cluster,
  namespace,
  onCluster,
  onNamespace,
}: {
  readonly clusters: readonly ClusterState[];
  readonly cluster: ClusterState;
  readonly namespace: string | null;
  readonly onCluster: (name: string) => void;
  readonly onNamespace: (name: string | null) => void;
}) {
  const names = useNamespaces(cluster);
  const known = namespace === null || names.includes(namespace) ? names : [namespace, ...names];
  return (
    <>
      <EnvironmentTag kind={cluster.environmentKind} name={cluster.environment} />
      <Select
        label="Cluster"
        options={clusters.map(({ name }) => ({ id: name, label: name }))}
        value={cluster.name}
        onChange={onCluster}
      />
      <Select
        label="Namespace"
        options={[{ id: all, label: "All namespaces" }, ...known.map((name) => ({ id: name, label: name }))]}
        value={namespace ?? all}
        onChange={(name) => onNamespace(name === all ? null : name)}
      />
    </>
  );
}

/** Asked once the cluster answers; none where they may not be read, and one is then typed into the address. */
function useNamespaces({ name, state }: ClusterState): readonly string[] {
  const { call } = useClient();
  const [known, setKnown] = useState<{ readonly of: string; readonly names: readonly string[] }>({ of: "", names: [] });
  const isUp = state.kind === "ok";
  useEffect(() => {
    if (!isUp) return undefined;
    const abort = new AbortController();
    call("kubernetes.namespaces", { cluster: name }, abort.signal).then(
      ({ namespaces }) => setKnown({ of: name, names: namespaces }),
      () => setKnown({ of: name, names: [] }),
    );
    return () => abort.abort();
  }, [call, name, isUp]);
  return known.of === name ? known.names : [];
}
