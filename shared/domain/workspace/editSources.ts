import { type Document, isMap, isScalar, isSeq, type YAMLMap } from "yaml";
import { appendTo } from "./appendTo.ts";
import { parseWorkspace } from "./parse.ts";
import { type WorkspaceSource, workspaceSource } from "./source.ts";

/**
 * The text of `midwatch.yaml` with a source in place of the one called `replaces`, or after all others where that is null;
 * comments, order and what did not change are kept. Null when the file has problems, or no source of that name.
 */
export function putSource(
  text: string,
  fileName: string,
  source: WorkspaceSource,
  replaces: string | null,
): string | null {
  const { file, document } = parseWorkspace(text, fileName);
  if (!file) return null;
  const entry = written(source);
  if (replaces === null) {
    appendTo(document, "sources", [entry]);
    return document.toString({ lineWidth: 0 });
  }
  const index = file.sources?.findIndex(({ name }) => name === replaces) ?? -1;
  if (index === -1) return null;
  const node = document.getIn(["sources", index], true);
  if (isMap(node)) change(document, node, entry);
  else document.setIn(["sources", index], document.createNode(entry));
  return document.toString({ lineWidth: 0 });
}

/** The text without the source of that name; null when the file has problems, or no such source. */
export function removeSource(text: string, fileName: string, name: string): string | null {
  const { file, document } = parseWorkspace(text, fileName);
  const index = file?.sources?.findIndex((source) => source.name === name) ?? -1;
  if (index === -1) return null;
  document.deleteIn(["sources", index]);
  const sequence = document.get("sources", true);
  if (isSeq(sequence) && sequence.items.length === 0) document.delete("sources");
  return document.toString({ lineWidth: 0 });
}

/** As it stands in a file: what is usual anyway is left out. */
function written(source: WorkspaceSource): Readonly<Record<string, unknown>> {
  const { kind, name, url } = source;
  const usual: Readonly<Record<string, unknown>> = workspaceSource.parse({ kind, name, url });
  const isSaid = ([key, value]: [string, unknown]) =>
    value !== undefined && (["kind", "name", "url"].includes(key) || value !== usual[key]);
  return Object.fromEntries(Object.entries(source).filter(isSaid));
}

/** Makes a map of a file say `wanted`; where it says so already it stays as it was written. */
function change(document: Document, map: YAMLMap, wanted: Readonly<Record<string, unknown>>): void {
  for (const key of map.items.map((pair) => (isScalar(pair.key) ? pair.key.value : pair.key))) {
    if (typeof key !== "string" || !Object.hasOwn(wanted, key)) map.delete(key);
  }
  for (const [key, value] of Object.entries(wanted)) {
    const before = map.get(key, true);
    if (isMap(before) && isObject(value)) change(document, before, value);
    else if (isScalar(before) && before.value === value) continue;
    else map.set(key, isObject(value) ? document.createNode(value) : value);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
