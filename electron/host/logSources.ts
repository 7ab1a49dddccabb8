import type { HostLog } from "../../shared/domain/workspace/hostLog.ts";
import type { WorkspaceFile } from "../../shared/domain/workspace/model.ts";
import { createHostLogs, type HostLogsDependencies } from "../services/logs/hosts/createHostLogs.ts";
import type { LogSource } from "../services/logs/types.ts";

/** Without a word about logs the kernel's are read: every host has them, and they name the GPU faults. */
const usualLogs: readonly HostLog[] = [{ kernel: true }];

/** The sources of logs that a workspace has. */
export function logSources(
  dependencies: Omit<HostLogsDependencies, "hosts" | "logs">,
): (file: WorkspaceFile | null) => readonly LogSource[] {
  return (file) => {
    if (!file) return [];
    return [
      createHostLogs({ ...dependencies, hosts: file.hosts.map(({ name }) => name), logs: file.logs ?? usualLogs }),
    ];
  };
}
