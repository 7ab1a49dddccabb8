import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { HostIdentity } from "../../../shared/domain/runbook/plan.ts";
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

/** A host that is bound to an identity: whatever connection it has, it is that host or nothing runs. */
export interface BoundTarget {
  readonly host: string;
  /** Checks the identity of every connection that it has not seen yet. Rejects with CONFLICT when it is another host. */
  connection(signal?: CancelSignal): Promise<SshConnection>;
}

export function bindTarget(host: string, identity: HostIdentity, connections: RunConnections): BoundTarget {
  let checked: SshConnection | null = null;
  return {
    host,
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
