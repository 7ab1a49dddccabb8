import { type Document, isSeq, YAMLSeq } from "yaml";
import { defaultEnvironments, parseWorkspace } from "./parse.ts";

export interface NewHost {
  readonly name: string;
  readonly environment: "prod" | "staging" | "dev" | null;
}

/**
 * The text of `midwatch.yaml` with hosts added after the ones it has, comments and order kept; null when it has
 * problems. Hosts that are listed already are left as they are, so are the workspace's name and environments.
 */
export function addHosts(text: string, fileName: string, hosts: readonly NewHost[]): string | null {
  const { file, document } = parseWorkspace(text, fileName);
  if (!file) return null;
  const listed = new Set(file.hosts.map(({ name }) => name));
  const fresh = hosts.filter(({ name }) => !listed.has(name));
  if (fresh.length === 0) return text;
  defineEnvironments(document, Object.keys(file.environments), fresh);
  const sequence = hostSequence(document);
  for (const host of fresh) sequence.add(document.createNode(entryOf(host)));
  return document.toString({ lineWidth: 0 });
}

/** A new `midwatch.yaml`. */
export function newWorkspaceText(name: string, hosts: readonly NewHost[]): string {
  const lines = [
    "# Midwatch workspace: the hosts to watch. See the README for all keys.",
    "version: 1",
    `name: ${JSON.stringify(name)}`,
    "hosts: []",
    "",
  ];
  return addHosts(lines.join("\n"), "midwatch.yaml", hosts) ?? lines.join("\n");
}

function entryOf({ name, environment }: NewHost): Record<string, string> {
  return environment === null ? { name } : { name, environment };
}

/** A file with environments of its own may lack the ones that the hosts now name. */
function defineEnvironments(document: Document, known: readonly string[], hosts: readonly NewHost[]): void {
  for (const { environment } of hosts) {
    if (environment === null || known.includes(environment)) continue;
    document.setIn(["environments", environment], document.createNode(defaultEnvironments[environment]));
  }
}

function hostSequence(document: Document): YAMLSeq {
  const existing = document.get("hosts", true);
  if (isSeq(existing)) {
    // `hosts: []` would go on as one long line.
    if (existing.items.length === 0) existing.flow = false;
    return existing;
  }
  const sequence = new YAMLSeq();
  document.set("hosts", sequence);
  return sequence;
}
