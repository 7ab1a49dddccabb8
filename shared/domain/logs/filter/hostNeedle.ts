import type { LogTerm } from "./model.ts";

/**
 * The text that a host may look for before it sends: the longest that is wanted, as long as it stands in a line as it is
 * (JSON writes quotes and other signs differently). Everything is applied again to what comes; null when there is none.
 */
export function hostNeedle(terms: readonly LogTerm[]): string | null {
  let longest: string | null = null;
  for (const term of terms) {
    if (term.kind !== "text" || term.negated || !/^[\x20\x23-\x5b\x5d-\x7e]{2,200}$/.test(term.text)) continue;
    if (longest === null || term.text.length > longest.length) longest = term.text;
  }
  return longest;
}
