import type { RunbookList } from "../../state/runbooksStore.ts";
import type { Report } from "./useDiagnosis.ts";

type Listed = RunbookList["runbooks"][number];

export interface Recommended {
  readonly runbook: Listed;
  /** Where it would act; null for a service as a whole. */
  readonly host: string | null;
}

/** What is less likely than that is no reason to act. */
const leastConfidence = 0.2;

/**
 * What helps against the likeliest causes, the likeliest first and each once. Runbooks act on hosts over their connection:
 * those whose hosts are all `away` can do nothing yet, and are counted instead, with the hosts that they need.
 */
export function recommendedRunbooks(
  { candidates, hosts }: Pick<Report, "candidates" | "hosts">,
  runbooks: readonly Listed[],
  away: ReadonlySet<string>,
): { readonly able: readonly Recommended[]; readonly waiting: number; readonly needed: readonly string[] } {
  const able = new Map<string, Recommended>();
  const waiting = new Set<string>();
  const needed = new Set<string>();
  for (const { confidence, runbooks: ids, host } of candidates) {
    if (confidence < leastConfidence) continue;
    for (const id of ids) {
      const runbook = runbooks.find((one) => one.id === id);
      if (!runbook || able.has(id)) continue;
      const places = host === null ? hosts : [host];
      if (runbook.targets === "hosts" && places.length > 0 && places.every((place) => away.has(place))) {
        waiting.add(id);
        for (const place of places) needed.add(place);
      } else able.set(id, { runbook, host });
    }
  }
  const still = [...waiting].filter((id) => !able.has(id)).length;
  return { able: [...able.values()], waiting: still, needed: still === 0 ? [] : [...needed] };
}
