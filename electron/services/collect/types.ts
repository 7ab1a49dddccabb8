import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { HostDetail, HostSummary } from "../../../shared/domain/host/state.ts";
import type { WorkspaceHost } from "../../../shared/domain/workspace/model.ts";
import type { HostLink } from "../ssh/types.ts";

/** A host of the workspace and its pace. */
export type HostToWatch = WorkspaceHost & { readonly intervalMs: number };

/** One host under observation. */
export interface WatchedHost {
  readonly name: string;
  /** For what else is read through the same connection. */
  readonly link: Pick<HostLink, "connection" | "state">;
  readonly summary: HostSummary;
  readonly detail: HostDetail;
  retry(): void;
  stop(): void;
  /** Asks for the slow readings (XML, processes) at the next tick: someone is looking. */
  refresh(): void;
}

export interface CollectService extends Disposable {
  /** Starts the new ones, stops the ones that are gone; a changed pace, group or unit list costs no connection. */
  setHosts(hosts: readonly HostToWatch[]): void;
  readonly hosts: ReadonlyMap<string, WatchedHost>;
  /** Names whose state changed, at most once per host and sample. */
  readonly onChange: Event<readonly string[]>;
}
