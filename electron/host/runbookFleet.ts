import { MidwatchError } from "../../shared/base/errors.ts";
import type { WorkspaceFile } from "../../shared/domain/workspace/model.ts";
import type { CollectService, WatchedHost } from "../services/collect/types.ts";
import type { Cluster, KubernetesService } from "../services/kubernetes/types.ts";
import type { RunbookFleet, RunConnections, RunnableHost } from "../services/runbooks/types.ts";
import type { SshConnection, SshService } from "../services/ssh/types.ts";
import { environmentOf } from "./environmentOf.ts";

interface FleetDependencies {
  readonly collect: Pick<CollectService, "hosts">;
  readonly ssh: Pick<SshService, "connect">;
  readonly kubernetes: Pick<KubernetesService, "clusters" | "get">;
  readonly workspace: () => WorkspaceFile | null;
}

/** The hosts that runbooks may act on, and how they are reached: through the collector's connection, or as the user for writing. */
export function createRunbookFleet({ collect, ssh, kubernetes, workspace }: FleetDependencies): RunbookFleet {
  const entryOf = (host: string) => workspace()?.hosts.find(({ name }) => name === host) ?? null;

  function runnableHost({ name, summary }: WatchedHost): RunnableHost {
    const entry = entryOf(name);
    return {
      host: name,
      group: summary.group,
      gpus: summary.gpusExpected,
      healthy:
        summary.connection.kind === "connected" &&
        !summary.stale &&
        summary.findings.every(({ severity }) => severity !== "critical"),
      ...environmentOf(workspace(), entry?.environment),
      user: entry?.writeUser ?? summary.user ?? "",
    };
  }

  function runnableCluster({ config, context, state }: Cluster): RunnableHost {
    return {
      host: config.name,
      group: "clusters",
      gpus: 0,
      healthy: state.kind === "ok",
      ...environmentOf(workspace(), config.environment),
      user: context ?? "",
    };
  }

  function connections(): RunConnections {
    const own = new Map<string, Promise<SshConnection>>();
    return {
      async of(host, signal) {
        const entry = entryOf(host);
        if (entry?.writeUser === undefined) return collectorConnection(host);
        const kept = await own.get(host)?.catch(() => null);
        if (kept && !kept.closed) return kept;
        const opening = ssh.connect({ ...entry, user: entry.writeUser }, signal ? { signal } : {});
        own.set(host, opening);
        return opening;
      },
      async cluster(name, signal) {
        const cluster = kubernetes.get(name);
        const uid = await cluster.readUid(signal);
        if (uid !== null) return { api: cluster.api, uid, server: cluster.server ?? "" };
        throw new MidwatchError(
          "FORBIDDEN",
          `${name} does not say which cluster it is, so nothing can be bound to it: its context may not get the namespace kube-system`,
        );
      },
      dispose() {
        for (const opening of own.values()) opening.then((connection) => connection.close()).catch(() => {});
        own.clear();
      },
    };
  }

  function collectorConnection(host: string): SshConnection {
    const connection = collect.hosts.get(host)?.link.connection;
    if (connection && !connection.closed) return connection;
    throw new MidwatchError("UNAVAILABLE", `${host} is not connected now`, { retryable: true });
  }

  return {
    get hosts() {
      return [...collect.hosts.values()].map(runnableHost);
    },
    get clusters() {
      return kubernetes.clusters.map(runnableCluster);
    },
    connections,
  };
}
