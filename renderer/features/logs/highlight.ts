import { escapeRegex } from "../../../shared/domain/logs/filter/escapeRegex.ts";
import { parseFilter } from "../../../shared/domain/logs/filter/parseFilter.ts";

/** Pieces of a text; those at odd places are what the filter looked for. */
export type Highlight = (text: string) => readonly string[];

const plain: Highlight = (text) => [text];

/** Marks the words and phrases of a filter; patterns and fields mark nothing. */
export function createHighlight(filter: string): Highlight {
  const words = wordsOf(filter);
  if (words.length === 0) return plain;
  const expression = new RegExp(`(${words.map(escapeRegex).join("|")})`, "gi");
  return (text) => text.split(expression);
}

function wordsOf(filter: string): readonly string[] {
  try {
    return parseFilter(filter).terms.flatMap((term) => (term.kind === "text" && !term.negated ? [term.text] : []));
  } catch {
    return [];
  }
}
