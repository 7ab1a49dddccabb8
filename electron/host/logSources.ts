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

interface Kept {
  readonly source: LogSource;
  readonly client: HttpClient | null;
}

/** Without a word about logs the kernel's are read: every host has them, and they name the GPU faults. */
const usualLogs: readonly HostLog[] = [{ kernel: true }];

/**
 * The sources of logs that a workspace has; one whose configuration is as before is the same as before, the connections of
 * the others are closed.
 */
export function logSources(dependencies: Dependencies): (file: WorkspaceFile | null) => readonly LogSource[] {
  const { http, clock, random } = dependencies;
  let kept = new Map<string, Kept>();

  return (file) => {
    const next = new Map<string, Kept>();
    const take = (configuration: object, create: () => Kept) => {
      const text = JSON.stringify(configuration);
      next.set(text, kept.get(text) ?? create());
    };
    if (file) {
      const hosts = file.hosts.map(({ name }) => name);
      const logs = file.logs ?? usualLogs;
      take({ hosts, logs }, () => ({ source: createHostLogs({ ...dependencies, hosts, logs }), client: null }));
    }
    for (const server of file?.sources ?? []) {
      if (server.kind !== "loki" && server.kind !== "elasticsearch") continue;
      take(server, () => {
        const client = http.server(server);
        const source =
          server.kind === "loki"
            ? createLokiSource(server, { client, clock, random })
            : createElasticsearchSource(server, { client, clock });
        return { source, client };
      });
    }
    for (const [text, { client }] of kept) if (!next.has(text)) client?.dispose();
    kept = next;
    return [...next.values()].map(({ source }) => source);
  };
}
