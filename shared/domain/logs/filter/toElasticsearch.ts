import { levelSpellings } from "../levels.ts";
import type { LogFilter, LogTerm } from "./model.ts";

type Clause = Readonly<Record<string, unknown>>;

export interface ElasticsearchQuery {
  readonly filter: readonly Clause[];
  readonly mustNot: readonly Clause[];
  /** What the server is not asked: to be applied to its answer. */
  readonly left: readonly LogTerm[];
}

/** Types by the names of the fields that the indices have. */
type FieldTypes = ReadonlyMap<string, string>;

/** Where loggers put the text and the level, in the order in which they are believed. */
export const textFields = ["message", "msg", "log", "event.original", "error.message", "error.stack_trace"];
export const levelFields = ["log.level", "level", "levelname", "severity"];

/** Found on the record as Midwatch shows it, not in the index. */
const ownNames: ReadonlySet<string> = new Set(["host", "source", "stream"]);

/** The filter as clauses of a `bool` query. A text is found there as whole words, in any case. A query string stands as it is. */
export function toElasticsearch({ terms, own }: LogFilter, types: FieldTypes): ElasticsearchQuery {
  if (own) {
    // As Kibana asks: a word of the wrong type for its field finds nothing, and is no error.
    const query_string = { query: own.text, analyze_wildcard: true, allow_leading_wildcard: false, lenient: true };
    return { filter: [{ query_string }], mustNot: [], left: [] };
  }
  const filter: Clause[] = [];
  const mustNot: Clause[] = [];
  const left: LogTerm[] = [];
  for (const term of terms) {
    const clause = clauseOf(term, types);
    if (clause === null) left.push(term);
    else (isNegated(term) ? mustNot : filter).push(clause);
  }
  return { filter, mustNot, left };
}

function isNegated(term: LogTerm): boolean {
  return term.kind === "field" ? term.operator === "!=" : term.negated;
}

function clauseOf(term: LogTerm, types: FieldTypes): Clause | null {
  switch (term.kind) {
    case "text": {
      const fields = textFields.filter((name) => types.has(name));
      if (fields.length === 0) return null;
      return { multi_match: { query: term.text, type: "phrase", fields, lenient: true } };
    }
    case "level": {
      // Without such a field the level is read out of the text, here.
      if (term.levels.includes("unknown")) return null;
      const spellings = levelSpellings(term.levels);
      return anyOf(levelFields.flatMap((name) => levelClause(name, spellings, types)));
    }
    case "field": {
      const isEqual = term.operator === "=" || term.operator === "!=";
      if (!isEqual || term.value === "" || ownNames.has(term.name)) return null;
      const name = searchable(term.name, types);
      if (name === null) return null;
      return anyOf([{ match: { [name]: { query: term.value, lenient: true } } }]);
    }
    case "regex":
      // Their regular expressions are of single words.
      return null;
  }
}

/** Numbers for fields of numbers: a word there is an error. */
function levelClause(field: string, spellings: readonly string[], types: FieldTypes): readonly Clause[] {
  const name = searchable(field, types);
  if (name === null) return [];
  const isText = ["keyword", "text", "constant_keyword", "wildcard"].includes(types.get(name) ?? "keyword");
  const numbers = new Set(spellings.filter((word) => /^\d+$/.test(word)).map(Number));
  const values = isText ? spellings : [...numbers];
  return values.length === 0 ? [] : [{ terms: { [name]: values } }];
}

/** A string that is analysed is compared as a whole in its `.keyword`. */
export function searchable(name: string, types: FieldTypes): string | null {
  if (types.has(`${name}.keyword`)) return `${name}.keyword`;
  const type = types.get(name);
  return type === undefined || type === "object" || type === "nested" ? null : name;
}

function anyOf(should: readonly Clause[]): Clause | null {
  return should.length === 0 ? null : { bool: { should, minimum_should_match: 1 } };
}
