import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { FleetHost } from "../../../shared/domain/runbook/blastRadius.ts";
import type { EnvironmentKind } from "../../../shared/domain/workspace/model.ts";
import type { KubernetesApi } from "../kubernetes/types.ts";
import type { SshConnection } from "../ssh/types.ts";

/** A host that a run may choose. */
export interface RunnableHost extends FleetHost {
  /** Hosts of no environment count as production: what is unknown is not harmless. */
  readonly environment: string;
  readonly environmentKind: EnvironmentKind;
  /** Whom a run signs in as: the user for writing where the workspace names one. */
  readonly user: string;
}

/** A cluster as it is now: its API, and which one answers there. */
export interface BoundCluster {
  readonly api: KubernetesApi;
  readonly uid: string;
  readonly server: string;
}

/** Connections for one review or run; they end with it unless they are the collector's own. */
export interface RunConnections extends Disposable {
  /** A live connection. Rejects with UNAVAILABLE (retryable) while the host is not connected, or with the SSH_* codes. */
  of(host: string, signal?: CancelSignal): Promise<SshConnection>;
  /** Asks which cluster answers. Rejects with UNAVAILABLE or FORBIDDEN where that cannot be told. */
  cluster(name: string, signal?: CancelSignal): Promise<BoundCluster>;
}

export interface RunbookFleet {
  readonly hosts: readonly RunnableHost[];
  /** As if they were hosts: `user` is the context. */
  readonly clusters: readonly RunnableHost[];
  connections(): RunConnections;
}
