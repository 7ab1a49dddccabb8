import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { HostIdentity } from "../../../shared/domain/runbook/plan.ts";
import type { KubernetesApi } from "../kubernetes/types.ts";
import type { SshConnection } from "../ssh/types.ts";
import { readNames } from "./onHost.ts";
import type { RunConnections } from "./types.ts";

/** Who a host is: its key, and what it says of itself. */
export async function readIdentity(
  host: string,
  connection: Pick<SshConnection, "exec" | "hostKeyFingerprint">,
  signal?: CancelSignal,
): Promise<HostIdentity> {
  const names = await readNames(host, connection, signal);
  return { hostKey: connection.hostKeyFingerprint, ...names };
}

/** Who a cluster is: its uid, and where its API was found. */
export async function readClusterIdentity(
  name: string,
  connections: RunConnections,
  signal?: CancelSignal,
): Promise<HostIdentity> {
  const { uid, server } = await connections.cluster(name, signal);
  return { hostKey: null, hostname: server, machineId: uid };
}

/** A host or a cluster that is bound to an identity: whatever connection it has, it is that one or nothing runs. */
export interface BoundTarget {
  readonly host: string;
  readonly isCluster: boolean;
  /** Checks the identity of every connection that it has not seen yet. Rejects with CONFLICT when it is another host. */
  connection(signal?: CancelSignal): Promise<SshConnection>;
  /** Asks each time which cluster answers. Rejects with CONFLICT when it is another one. */
  cluster(signal?: CancelSignal): Promise<KubernetesApi>;
}

export function bindTarget(
  {
    host,
    identity,
    isCluster,
  }: { readonly host: string; readonly identity: HostIdentity; readonly isCluster: boolean },
  connections: RunConnections,
): BoundTarget {
  let checked: SshConnection | null = null;
  return {
    host,
    isCluster,
    async cluster(signal) {
      const { api, uid } = await connections.cluster(host, signal);
      if (uid === identity.machineId) return api;
      throw new MidwatchError(
        "CONFLICT",
        `${host} is not the cluster that was reviewed: its uid is ${uid}, not ${identity.machineId}. Nothing more is run on it`,
      );
    },
    async connection(signal) {
      const connection = await connections.of(host, signal);
      if (connection === checked) return connection;
      const found = await readIdentity(host, connection, signal);
      const difference = differenceOf(identity, found);
      if (difference !== null) {
        throw new MidwatchError(
          "CONFLICT",
          `${host} is not the host that was reviewed: ${difference}. Nothing more is run on it`,
          {
            detail: { host, planned: identity, found },
          },
        );
      }
      checked = connection;
      return connection;
    },
  };
}

function differenceOf(planned: HostIdentity, found: HostIdentity): string | null {
  if (planned.hostKey !== found.hostKey)
    return `its key is ${found.hostKey ?? "unknown"}, not ${planned.hostKey ?? "unknown"}`;
  if (planned.machineId !== found.machineId) return `its machine-id is ${found.machineId}, not ${planned.machineId}`;
  if (planned.hostname !== found.hostname) return `it calls itself ${found.hostname}, not ${planned.hostname}`;
  return null;
}
