import type { Labels } from "../../metrics/model.ts";
import { builtins, type TemplateFunction } from "./builtins.ts";
import { executeTemplate } from "./executeTemplate.ts";
import { parseTemplate, type Template } from "./parseTemplate.ts";
import { type FunctionContext, prometheusFunctions, type QuerySample } from "./prometheusFunctions.ts";
import { mapOf, TemplateFailure } from "./templateValue.ts";

/** What every template of a rule may speak of. */
const definitions =
  "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}";

export interface TemplateData {
  readonly labels: Labels;
  readonly value: number;
  readonly externalLabels: Labels;
  readonly externalUrl: string;
  readonly timeMs: number;
}

/**
 * Answers of the queries that templates ask, by expression. A template that asks for one that is not known stops, and
 * names it: whoever evaluates asks the source, adds the answer and expands again.
 */
export type KnownQueries = ReadonlyMap<string, readonly QuerySample[] | { readonly failure: string }>;

export type Expansion =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "needs"; readonly query: string };

class UnknownQuery extends Error {
  override readonly name = "UnknownQuery";
  readonly query: string;

  constructor(query: string) {
    super(query);
    this.query = query;
  }
}

const knownNames: ReadonlySet<string> = new Set(
  Object.keys(functionsFor({ query: () => [], timeMs: 0, externalUrl: "" })),
);
const parsed = new Map<string, Template | TemplateFailure>();
/** Texts of one fleet's rules; what is beyond begins anew. */
const mostParsed = 5000;

function functionsFor(context: FunctionContext): Readonly<Record<string, TemplateFunction>> {
  return { ...builtins, ...prometheusFunctions(context) };
}

/** What is wrong with a template's text; null when it can be read. */
export function checkTemplate(text: string): string | null {
  const template = read(text);
  return template instanceof TemplateFailure ? template.message : null;
}

/** A label's or an annotation's text for one alert. What fails is told in the text, as Prometheus does. */
export function expandTemplate(text: string, data: TemplateData, queries: KnownQueries): Expansion {
  if (!text.includes("{{")) return { kind: "text", text };
  const template = read(text);
  if (template instanceof TemplateFailure) return failed(`error parsing template: ${template.message}`);
  const functions = functionsFor({
    timeMs: data.timeMs,
    externalUrl: data.externalUrl,
    query(expr) {
      const answer = queries.get(expr);
      if (!answer) throw new UnknownQuery(expr);
      if ("failure" in answer) throw new TemplateFailure(answer.failure);
      return answer;
    },
  });
  const value = mapOf(
    {
      Labels: mapOf(data.labels),
      ExternalLabels: mapOf(data.externalLabels),
      ExternalURL: data.externalUrl,
      Value: data.value,
    },
    true,
  );
  try {
    return { kind: "text", text: executeTemplate(template, functions, value) };
  } catch (error) {
    if (error instanceof UnknownQuery) return { kind: "needs", query: error.query };
    if (error instanceof TemplateFailure) return failed(`error executing template: ${error.message}`);
    throw error;
  }
}

function failed(reason: string): Expansion {
  return { kind: "text", text: `<error expanding template: ${reason}>` };
}

function read(text: string): Template | TemplateFailure {
  const known = parsed.get(text);
  if (known) return known;
  const template = parseOrFailure(definitions + text);
  if (parsed.size >= mostParsed) parsed.clear();
  parsed.set(text, template);
  return template;
}

function parseOrFailure(text: string): Template | TemplateFailure {
  try {
    return parseTemplate(text, knownNames);
  } catch (error) {
    if (error instanceof TemplateFailure) return error;
    throw error;
  }
}
