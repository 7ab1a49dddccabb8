import type { LogLevel } from "../model.ts";

/** One condition; a line must meet them all. */
export type LogTerm =
  /** Found anywhere in the text, whatever its case. */
  | { readonly kind: "text"; readonly text: string; readonly negated: boolean }
  /** RE2, found anywhere in the text. */
  | { readonly kind: "regex"; readonly pattern: string; readonly negated: boolean }
  | { readonly kind: "level"; readonly levels: readonly LogLevel[]; readonly negated: boolean }
  /** A field, or `host`, `source` and `stream`; a line without it has it empty. */
  | { readonly kind: "field"; readonly name: string; readonly operator: FieldOperator; readonly value: string };

export type FieldOperator = "=" | "!=" | "=~" | "!~";

/** What lines are wanted, in words that every source understands in its own way. */
export interface LogFilter {
  readonly terms: readonly LogTerm[];
  /** Asked as it stands of the servers that speak it; nothing else can answer it. Null for the common language. */
  readonly own: OwnQuery | null;
}

/** Loki's language, and the query strings of Elasticsearch and OpenSearch. */
export interface OwnQuery {
  readonly language: "logql" | "lucene";
  readonly text: string;
}
