import { parseDurationMs } from "../../shared/domain/workspace/duration.ts";
import type { WorkspaceFile, WorkspaceHost } from "../../shared/domain/workspace/model.ts";

const defaultIntervalMs = 2000;

/** The workspace's hosts as the collector wants them: with their pace, and the transport that holds for them. */
export function watchedHosts(file: WorkspaceFile | null): readonly (WorkspaceHost & { readonly intervalMs: number })[] {
  if (!file) return [];
  return file.hosts.map((host) => {
    const intervalMs = parseDurationMs(host.interval ?? file.collect.interval) ?? defaultIntervalMs;
    return { ...host, intervalMs };
  });
}

export function retentionMs(file: WorkspaceFile | null): number {
  return parseDurationMs(file?.collect.retention ?? "15d") ?? 15 * 86_400_000;
}
