import { children, type Expr, type VectorSelector } from "./ast.ts";
import { parseQuery } from "./parseQuery.ts";

/** The metrics that a query asks for by their whole name, each once, in its order; none of what is not PromQL. */
export function metricsAsked(query: string): readonly string[] {
  return [...new Set(selectorsOf(query).flatMap((selector) => nameOf(selector) ?? []))];
}

/** The query with one metric in place of another; labels and texts that are called so stay. */
export function replaceMetric(query: string, name: string, other: string): string {
  const starts = selectorsOf(query)
    .filter((selector) => nameOf(selector) === name && query.startsWith(name, selector.span.start))
    .map(({ span }) => span.start)
    .sort((a, b) => b - a);
  return starts.reduce((text, at) => text.slice(0, at) + other + text.slice(at + name.length), query);
}

function selectorsOf(query: string): readonly VectorSelector[] {
  try {
    return selectorsIn(parseQuery(query));
  } catch {
    return [];
  }
}

function selectorsIn(expr: Expr): readonly VectorSelector[] {
  return expr.kind === "selector" ? [expr] : children(expr).flatMap(selectorsIn);
}

function nameOf({ matchers }: VectorSelector): string | undefined {
  return matchers.find(({ name, operator }) => name === "__name__" && operator === "=")?.value;
}
