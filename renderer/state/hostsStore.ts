import { create } from "zustand";
import type { hostsArea } from "../../shared/contract/areas/hosts.ts";
import type { Item } from "../../shared/contract/define.ts";
import type { HostSummary } from "./types.ts";

export type HostsItem = Item<(typeof hostsArea)["hosts.watch"]>;

export interface HostsState {
  /** False until the first snapshot: loading, not "no hosts". */
  readonly loaded: boolean;
  /** In the workspace's order; a row that did not change is the same object. */
  readonly hosts: readonly HostSummary[];
}

/** A snapshot replaces all; a change replaces or appends its rows and drops the removed. */
export function applyHosts(state: HostsState, item: HostsItem): HostsState {
  if (item.kind === "snapshot") return { loaded: true, hosts: item.hosts };
  const changed = new Map(item.hosts.map((host) => [host.name, host]));
  const removed = new Set(item.removed);
  const kept = state.hosts.filter((host) => !removed.has(host.name)).map((host) => changed.get(host.name) ?? host);
  const known = new Set(kept.map((host) => host.name));
  return { loaded: true, hosts: [...kept, ...item.hosts.filter((host) => !known.has(host.name))] };
}

/** The console is gone: what was read stays, and nothing of it is of now. The next snapshot replaces it. */
export function agedHosts({ hosts, loaded }: HostsState): HostsState {
  return { loaded, hosts: hosts.map((host) => (host.stale ? host : { ...host, stale: true })) };
}

export const hostsStore = create<HostsState>(() => ({ loaded: false, hosts: [] }));

export function useHosts(): readonly HostSummary[] {
  return hostsStore((state) => state.hosts);
}

export function useHostsLoaded(): boolean {
  return hostsStore((state) => state.loaded);
}

export function useHost(name: string): HostSummary | undefined {
  return hostsStore((state) => state.hosts.find((host) => host.name === name));
}
