import type { Clock } from "../../shared/base/clock.ts";
import type { HostLog } from "../../shared/domain/workspace/hostLog.ts";
import type { WorkspaceFile } from "../../shared/domain/workspace/model.ts";
import type { HttpClient, HttpService } from "../services/http/types.ts";
import { createElasticsearchSource } from "../services/logs/elasticsearch/createElasticsearchSource.ts";
import { createHostLogs, type HostLogsDependencies } from "../services/logs/hosts/createHostLogs.ts";
import { createLokiSource } from "../services/logs/loki/createLokiSource.ts";
import type { LogSource } from "../services/logs/types.ts";

interface Dependencies extends Pick<HostLogsDependencies, "connections" | "nonce"> {
  readonly clock: Clock;
  readonly random: () => number;
  readonly http: Pick<HttpService, "server">;
}

/** Without a word about logs the kernel's are read: every host has them, and they name the GPU faults. */
const usualLogs: readonly HostLog[] = [{ kernel: true }];

/** The sources of logs that a workspace has; the connections of those before are closed. */
export function logSources(dependencies: Dependencies): (file: WorkspaceFile | null) => readonly LogSource[] {
  const { http, clock, random } = dependencies;
  let clients: HttpClient[] = [];
  return (file) => {
    for (const client of clients) client.dispose();
    clients = [];
    if (!file) return [];
    const servers = (file.sources ?? []).flatMap((source): LogSource[] => {
      if (source.kind === "prometheus" || source.kind === "alertmanager") return [];
      const client = http.server(source);
      clients.push(client);
      return source.kind === "loki"
        ? [createLokiSource(source, { client, clock, random })]
        : [createElasticsearchSource(source, { client, clock })];
    });
    const hosts = file.hosts.map(({ name }) => name);
    return [createHostLogs({ ...dependencies, hosts, logs: file.logs ?? usualLogs }), ...servers];
  };
}
