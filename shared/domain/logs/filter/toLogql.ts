import type { LogLevel } from "../model.ts";
import type { LogFilter, LogTerm } from "./model.ts";

export interface LogqlQuery {
  readonly query: string;
  /** What Loki is not asked: to be applied to its answer. */
  readonly left: readonly LogTerm[];
}

interface LogqlContext {
  /** What the source reads where the filter names no streams: `{app=~".+"}`. */
  readonly selector: string;
  /** Labels that its streams have; other fields are in the lines. */
  readonly labels: ReadonlySet<string>;
  /** Live lines come without `detected_level`. */
  readonly tail: boolean;
}

/** Loki's own words for levels (since 3.1). */
const detected: Readonly<Record<LogLevel, readonly string[]>> = {
  fatal: ["fatal", "critical"],
  error: ["error"],
  warn: ["warn"],
  info: ["info"],
  debug: ["debug", "trace"],
  unknown: ["unknown"],
};

/** The filter as LogQL, as far as Loki can answer it. LogQL of the user's own stands as it is. */
export function toLogql({ terms, own }: LogFilter, context: LogqlContext): LogqlQuery {
  if (own) return { query: own.text, left: [] };
  const stages: string[] = [];
  const left: LogTerm[] = [];
  for (const term of terms) {
    const stage = stageOf(term, context);
    if (stage === null) left.push(term);
    else stages.push(stage);
  }
  // Line filters first: Loki skips most lines by them.
  stages.sort((a, b) => Number(a.startsWith("| ")) - Number(b.startsWith("| ")));
  return { query: [context.selector, ...stages].join(" "), left };
}

function stageOf(term: LogTerm, { labels, tail }: LogqlContext): string | null {
  switch (term.kind) {
    case "text":
      return `${term.negated ? "!~" : "|~"} ${quoted(`(?i)${escapeRe2(term.text)}`)}`;
    case "regex":
      return `${term.negated ? "!~" : "|~"} ${quoted(term.pattern)}`;
    case "level": {
      if (tail) return null;
      const words = term.levels.flatMap((level) => detected[level]);
      return `| detected_level${term.negated ? "!~" : "=~"}${quoted(words.join("|"))}`;
    }
    case "field":
      // Loki matches whole values, the common language any part of them.
      if (!labels.has(term.name)) return null;
      return term.operator === "=" || term.operator === "!="
        ? `| ${term.name}${term.operator}${quoted(term.value)}`
        : `| ${term.name}${term.operator}${quoted(`(?s).*(?:${term.value}).*`)}`;
  }
}

function escapeRe2(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** JSON's escapes are Go's. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
