import { MidwatchError } from "../../shared/base/errors.ts";
import type { CollectService } from "../services/collect/types.ts";
import type { RunbookFleet } from "../services/runbooks/types.ts";
import type { SshService } from "../services/ssh/types.ts";
import type { WorkspaceStore } from "../services/store/types.ts";
import type { TerminalHosts } from "../services/terminals/types.ts";

/** The workspace's hosts as terminals reach them: by the collector's connection, or by a further one like it. */
export function terminalHosts({
  fleet,
  collect,
  ssh,
  workspace,
}: {
  readonly fleet: Pick<RunbookFleet, "hosts">;
  readonly collect: Pick<CollectService, "hosts">;
  readonly ssh: Pick<SshService, "connect">;
  readonly workspace: Pick<WorkspaceStore, "current">;
}): TerminalHosts {
  return {
    environmentOf: (host) => fleet.hosts.find((known) => known.host === host) ?? null,
    connectionOf: (host) => collect.hosts.get(host)?.link.connection ?? null,
    connectAnew(host, signal) {
      const entry = workspace.current.file?.hosts.find(({ name }) => name === host);
      if (!entry) throw new MidwatchError("NOT_FOUND", `${host} is not in this workspace`);
      return ssh.connect(entry, { signal });
    },
  };
}
