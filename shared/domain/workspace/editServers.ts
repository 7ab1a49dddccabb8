import { isMap, isSeq } from "yaml";
import { appendTo } from "./appendTo.ts";
import { changeMap } from "./changeMap.ts";
import { parseWorkspace } from "./parse.ts";
import { listOf, type ServerList, type WorkspaceServer, workspaceServer } from "./workspaceServer.ts";

/**
 * The text of `midwatch.yaml` with a server in place of the one of its list that is called `replaces`, or after all others
 * where that is null; comments, order and what did not change are kept. Null when the file has problems, or no such server.
 */
export function putServer(
  text: string,
  fileName: string,
  server: WorkspaceServer,
  replaces: string | null,
): string | null {
  const { file, document } = parseWorkspace(text, fileName);
  if (!file) return null;
  const list = listOf(server);
  const entry = written(server);
  if (replaces === null) {
    appendTo(document, list, [entry]);
    return document.toString({ lineWidth: 0 });
  }
  const index = file[list]?.findIndex(({ name }) => name === replaces) ?? -1;
  if (index === -1) return null;
  const node = document.getIn([list, index], true);
  if (isMap(node)) changeMap(document, node, entry);
  else document.setIn([list, index], document.createNode(entry));
  return document.toString({ lineWidth: 0 });
}

/** The text without the server of that name; null when the file has problems, or no such server. */
export function removeServer(text: string, fileName: string, list: ServerList, name: string): string | null {
  const { file, document } = parseWorkspace(text, fileName);
  const index = file?.[list]?.findIndex((server) => server.name === name) ?? -1;
  if (index === -1) return null;
  document.deleteIn([list, index]);
  const sequence = document.get(list, true);
  if (isSeq(sequence) && sequence.items.length === 0) document.delete(list);
  return document.toString({ lineWidth: 0 });
}

/** As it stands in a file: what is usual anyway is left out, and the kind where the list tells it. */
function written(server: WorkspaceServer): Readonly<Record<string, unknown>> {
  const { kind, name, url } = server;
  const usual: Readonly<Record<string, unknown>> = workspaceServer.parse({ kind, name, url });
  const always = listOf(server) === "sources" ? ["kind", "name", "url"] : ["name", "url"];
  const isSaid = ([key, value]: [string, unknown]) =>
    value !== undefined && (always.includes(key) || (key !== "kind" && value !== usual[key]));
  return Object.fromEntries(Object.entries(server).filter(isSaid));
}
