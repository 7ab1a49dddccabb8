import { randomBytes } from "node:crypto";
import { createHostLogs } from "../../electron/services/logs/hosts/createHostLogs.ts";
import type { LogQuery, LogSource } from "../../electron/services/logs/types.ts";
import type { SshConnection } from "../../electron/services/ssh/types.ts";
import { systemClock } from "../../electron/services/systemClock.ts";
import { parseFilter } from "../../shared/domain/logs/filter/parseFilter.ts";
import type { HostLog } from "../../shared/domain/workspace/hostLog.ts";
import { createSshdLab, type SshdLab } from "./sshd.ts";
import { createClient, hostBlock, workspaceHost } from "./sshService.ts";

/** A host behind a real sshd whose logs are read as the console reads them. */
export interface LoggedHost {
  readonly lab: SshdLab;
  /** Those logs of that host; `hosts` adds others of the workspace, which are not connected. */
  logsOf(logs: readonly HostLog[], hosts?: readonly string[]): LogSource;
  stop(): Promise<void>;
}

export async function openLoggedHost(name: string): Promise<LoggedHost> {
  const lab = createSshdLab();
  const server = await lab.start();
  lab.write("known_hosts", lab.knownHostsLine(server));
  const { ssh } = createClient(lab, { config: hostBlock(lab, name, server) });
  const connection: SshConnection = await ssh.connect(workspaceHost(name, { transport: "ssh2" }), {});
  return {
    lab,
    logsOf: (logs, hosts = []) =>
      createHostLogs({
        clock: systemClock,
        connections: { of: (host) => (host === name ? connection : null) },
        nonce: () => randomBytes(8).toString("hex"),
        hosts: [name, ...hosts],
        logs,
      }),
    async stop() {
      connection.close();
      await lab.stop();
    },
  };
}

/** The newest lines of the last hour that the filter finds. */
export function lastHour(filter = "", rest: Partial<LogQuery> = {}): LogQuery {
  const nowMs = Date.now();
  return {
    filter: parseFilter(filter),
    hosts: null,
    startMs: nowMs - 3_600_000,
    endMs: nowMs + 60_000,
    limit: 1000,
    ...rest,
  };
}
