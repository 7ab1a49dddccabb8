import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { HostDetail, HostSummary } from "../../../shared/domain/host/state.ts";
import type { WorkspaceHost } from "../../../shared/domain/workspace/model.ts";

/** One host under observation. */
export interface WatchedHost {
  readonly name: string;
  readonly summary: HostSummary;
  readonly detail: HostDetail;
  retry(): void;
  stop(): void;
  /** Asks for the slow readings (XML, processes) at the next tick: someone is looking. */
  refresh(): void;
}

export interface CollectService extends Disposable {
  /** Starts the new ones, stops the ones that are gone, keeps the unchanged. */
  setHosts(hosts: readonly (WorkspaceHost & { readonly intervalMs: number })[]): void;
  readonly hosts: ReadonlyMap<string, WatchedHost>;
  /** Names whose state changed, at most once per host and sample. */
  readonly onChange: Event<readonly string[]>;
}
