import type { logsArea } from "../../../shared/contract/areas/logs.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import { parseFilter } from "../../../shared/domain/logs/filter/parseFilter.ts";
import { readShipper } from "../../../shared/domain/logs/shippers/readShipper.ts";
import type { LogsService } from "../../services/logs/createLogsService.ts";
import type { WorkspaceStore } from "../../services/store/types.ts";

interface LogsDependencies {
  readonly logs: LogsService;
  readonly workspace: Pick<WorkspaceStore, "addLogs">;
}

export function logsHandlers({ logs, workspace }: LogsDependencies): Handlers<typeof logsArea> {
  return {
    "logs.importShipper": async ({ text }) => {
      const found = readShipper(text);
      const file = await workspace.addLogs(found);
      return {
        shipper: found.shipper,
        logs: found.logs.length,
        servers: found.servers.length,
        notes: [...found.notes],
        file,
      };
    },
    "logs.sources": async () => ({ sources: logs.sources.map(({ name, kind }) => ({ name, kind })) }),
    "logs.query": ({ filter, ...query }, { signal }) => logs.query({ ...query, filter: parseFilter(filter) }, signal),
    "logs.tail": ({ filter, ...wish }, { signal }) => logs.tail({ ...wish, filter: parseFilter(filter) }, signal),
    "logs.volume": ({ filter, sources, hosts, ...window }, { signal }) =>
      logs.volume({ filter: parseFilter(filter), sources, hosts }, window, signal),
  };
}
