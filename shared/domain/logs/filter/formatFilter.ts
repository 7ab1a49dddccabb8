import type { LogFilter, LogTerm } from "./model.ts";
import { lucenePrefix } from "./parseFilter.ts";

/** The text that `parseFilter` reads as the same filter. */
export function formatFilter({ terms, own }: LogFilter): string {
  if (own) return own.language === "logql" ? own.text : `${lucenePrefix} ${own.text}`;
  return terms.map(formatTerm).join(" ");
}

export function formatTerm(term: LogTerm): string {
  switch (term.kind) {
    case "text":
      return `${minus(term.negated)}${quotedIfNeeded(term.text)}`;
    case "regex":
      return `${minus(term.negated)}/${term.pattern}/`;
    case "level":
      return `${minus(term.negated)}level:${term.levels.join(",")}`;
    case "field":
      return `${term.name}${term.operator}${/[\s"]/.test(term.value) ? quoted(term.value) : term.value}`;
  }
}

function minus(negated: boolean): string {
  return negated ? "-" : "";
}

/** Anything that would be read as something else than a word. */
function quotedIfNeeded(text: string): string {
  return /^[\w.:]+$/.test(text) && !/^level:/.test(text) ? text : quoted(text);
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
