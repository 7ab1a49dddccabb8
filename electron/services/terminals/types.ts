import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { TerminalTarget } from "../../../shared/domain/terminal/target.ts";
import type { EnvironmentKind } from "../../../shared/domain/workspace/model.ts";
import type { Cluster } from "../kubernetes/types.ts";
import type { TerminalExit, TerminalSize } from "../openPty.ts";
import type { SshConnection } from "../ssh/types.ts";

/** What terminals need to know of the hosts. */
export interface TerminalHosts {
  /** Null for a host that is not in the workspace. */
  environmentOf(host: string): { readonly environment: string; readonly environmentKind: EnvironmentKind } | null;
  /** The connection that is there; null while there is none. */
  connectionOf(host: string): SshConnection | null;
  /** A further connection to the same host, for the caller to close. */
  connectAnew(host: string, signal: CancelSignal): Promise<SshConnection>;
}

/** What terminals need to know of the clusters. */
export interface TerminalClusters {
  /** Null for a cluster that is not in the workspace. */
  environmentOf(cluster: string): { readonly environment: string; readonly environmentKind: EnvironmentKind } | null;
  /** Throws NOT_FOUND. */
  get(cluster: string): Pick<Cluster, "terminal">;
}

export type TerminalOutput =
  | { readonly kind: "output"; readonly fromByte: number; readonly data: Uint8Array }
  | { readonly kind: "missed"; readonly bytes: number }
  | ({ readonly kind: "ended"; readonly lost: boolean } & TerminalExit);

export interface Terminal extends Disposable {
  readonly id: string;
  readonly target: TerminalTarget;
  /** Ends after the end of the program, or with CONFLICT when somebody else follows. */
  follow(fromByte: number, signal: CancelSignal): AsyncGenerator<TerminalOutput, void>;
  /** Resolves when more can be taken. */
  write(data: Uint8Array): Promise<void>;
  resize(size: TerminalSize): void;
  /** Resolves when its program is gone. */
  readonly closed: Promise<void>;
}

export interface TerminalsService {
  /** Rejects with what stood in the way; nothing was opened then. */
  open(
    request: { readonly target: TerminalTarget; readonly size: TerminalSize; readonly by: string },
    signal: CancelSignal,
  ): Promise<{ readonly id: string; readonly notice: string | null }>;
  /** Throws NOT_FOUND for one that is not there any more. */
  get(id: string): Terminal;
  /** Hangs up all of them; resolves when none of their programs runs any more. */
  close(): Promise<void>;
}
