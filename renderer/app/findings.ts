import type { Finding, HostSummary } from "../state/types.ts";

/** Findings that were not there before, and the ids of all that are there now. */
export function newFindings(
  known: ReadonlySet<string>,
  hosts: readonly HostSummary[],
): { readonly fresh: readonly Finding[]; readonly ids: ReadonlySet<string> } {
  const all = hosts.flatMap((host) => host.findings);
  return { fresh: all.filter(({ id }) => !known.has(id)), ids: new Set(all.map(({ id }) => id)) };
}

const namedAtMost = 3;

/** One sentence for several: `3 critical: gpu-c11 GPU lost; gpu-d04 Host unreachable; ...`. */
export function spokenFindings(findings: readonly Finding[], word: string): string {
  const named = findings.slice(0, namedAtMost).map(({ host, title }) => `${host} ${title}`);
  const more = findings.length > namedAtMost ? `; ${findings.length - namedAtMost} more` : "";
  return `${findings.length} ${word}: ${named.join("; ")}${more}`;
}
