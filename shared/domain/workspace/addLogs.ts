import type { ShipperConfig } from "../logs/shippers/model.ts";
import { appendTo } from "./appendTo.ts";
import { parseWorkspace } from "./parse.ts";

/**
 * The text of `midwatch.yaml` with logs and servers added after the ones it has, comments and order kept; null when it has
 * problems. What is listed already is left as it is.
 */
export function addLogs(
  text: string,
  fileName: string,
  { logs, servers }: Pick<ShipperConfig, "logs" | "servers">,
): string | null {
  const { file, document } = parseWorkspace(text, fileName);
  if (!file) return null;
  const place = (log: ShipperConfig["logs"][number]) =>
    JSON.stringify([log.files, log.unit, log.container, log.kernel]);
  const listed = new Set(file.logs?.map(place));
  const freshLogs = logs.filter((log) => !listed.has(place(log)));
  // Without a list the kernel's log is read: naming others must not end that.
  if (!file.logs && freshLogs.length > 0 && !freshLogs.some(({ kernel }) => kernel))
    freshLogs.unshift({ kernel: true });
  const urls = new Set(file.sources?.map(({ url }) => url));
  const names = new Set(file.sources?.map(({ name }) => name));
  const freshServers = servers
    .filter(({ url }) => !urls.has(url))
    .map((server) => ({ ...server, name: freeName(server.name, names) }));
  if (freshLogs.length === 0 && freshServers.length === 0) return text;
  appendTo(document, "logs", freshLogs);
  appendTo(document, "sources", freshServers);
  return document.toString({ lineWidth: 0 });
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name}-${number}`;
  taken.add(free);
  return free;
}
