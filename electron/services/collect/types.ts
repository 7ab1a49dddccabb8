import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { Gpu, XidEvent } from "../../../shared/domain/gpu/model.ts";
import type { Service } from "../../../shared/domain/host/model.ts";
import type { OomKill } from "../../../shared/domain/host/oom.ts";
import type { Finding, HostDetail, HostSummary } from "../../../shared/domain/host/state.ts";
import type { WorkspaceHost } from "../../../shared/domain/workspace/model.ts";
import type { HostLink } from "../ssh/types.ts";

/** A host of the workspace and its pace. */
export type HostToWatch = WorkspaceHost & { readonly intervalMs: number };

/** Containers or units as they were at a moment (Unix ms). */
export interface WorkloadList {
  readonly kind: "containers" | "units";
  readonly services: readonly Service[];
  readonly atMs: number;
}

/** What a host tells of what happened on it. */
export interface HostTold {
  readonly xids: readonly XidEvent[];
  readonly oomKills: readonly OomKill[];
  /** What was listed of each, as far as it could be. */
  readonly workloads: readonly WorkloadList[];
  readonly bootTimeMs: number | null;
}

/** One host under observation. */
export interface WatchedHost {
  readonly name: string;
  /** For what else is read through the same connection. */
  readonly link: Pick<HostLink, "connection" | "state">;
  /** With what only the XML tells of them; joined anew each time. */
  readonly gpus: readonly Gpu[];
  readonly findings: readonly Finding[];
  /** Time of the newest row of samples, Unix ms; null before the first. */
  readonly lastSampleAtMs: number | null;
  readonly summary: HostSummary;
  readonly detail: HostDetail;
  /** A part of the detail that costs nothing: lists are the same until they change. */
  readonly told: HostTold;
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
