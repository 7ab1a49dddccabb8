import type { logsArea } from "../../../shared/contract/areas/logs.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import { parseFilter } from "../../../shared/domain/logs/filter/parseFilter.ts";
import type { LogsService } from "../../services/logs/createLogsService.ts";

export function logsHandlers({ logs }: { readonly logs: LogsService }): Handlers<typeof logsArea> {
  return {
    "logs.sources": async () => ({ sources: logs.sources.map(({ name, kind }) => ({ name, kind })) }),
    "logs.query": ({ filter, ...query }, { signal }) => logs.query({ ...query, filter: parseFilter(filter) }, signal),
    "logs.tail": ({ filter, ...wish }, { signal }) => logs.tail({ ...wish, filter: parseFilter(filter) }, signal),
    "logs.volume": ({ filter, sources, hosts, ...window }, { signal }) =>
      logs.volume({ filter: parseFilter(filter), sources, hosts }, window, signal),
  };
}
