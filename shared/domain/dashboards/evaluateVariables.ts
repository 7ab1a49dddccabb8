import { errorText } from "../../base/errors.ts";
import { lookupOf, type TimeScope, type Values } from "./builtins.ts";
import { interpolate, referencesIn, type ScopedValue } from "./interpolate.ts";
import type { Choice, EvaluatedVariable, SourceRef, Variable, VariableQuery } from "./model.ts";
import { isPromQlSource } from "./targets.ts";
import { filterChoices, sortChoices } from "./variableChoices.ts";
import { allValue, durationMs } from "./variables.ts";

export interface EvaluationContext {
  /** What the viewer chose, by variable; `$__all` stands for all. */
  readonly chosen: ReadonlyMap<string, readonly string[]>;
  /** Sources that may stand for a Prometheus data source, the default first. */
  readonly sources: readonly string[];
  readonly time: TimeScope;
  /** The lines a query answers: values, names, or series as text. */
  readonly ask: (query: VariableQuery, source: string) => Promise<readonly string[]>;
  readonly sourceOf: (ref: SourceRef, values: Values) => string;
}

const longestAll = 1000;

/** Every variable's choices and values, those that others refer to first. One that fails keeps what was chosen. */
export async function evaluateVariables(
  variables: readonly Variable[],
  context: EvaluationContext,
): Promise<readonly EvaluatedVariable[]> {
  const values = new Map<string, ScopedValue>();
  const done = new Map<string, EvaluatedVariable>();
  for (const variable of inDependencyOrder(variables)) {
    const evaluated = await evaluate(variable, values, context);
    done.set(variable.name, evaluated);
    values.set(variable.name, scopedValue(variable, evaluated));
  }
  return variables.flatMap(({ name }) => done.get(name) ?? []);
}

/** How a value is used in texts and queries. */
export function scopedValue(variable: Variable, evaluated: EvaluatedVariable): ScopedValue {
  const { chosen, isAll } = evaluated;
  return {
    values: chosen.map(({ value }) => value),
    texts: isAll ? ["All"] : chosen.map(({ text }) => text),
    isList: variable.multi || variable.includeAll,
    allText: isAll ? variable.allValue : null,
  };
}

function inDependencyOrder(variables: readonly Variable[]): readonly Variable[] {
  const byName = new Map(variables.map((variable) => [variable.name, variable]));
  const ordered = new Set<Variable>();
  const open = new Set<string>();
  const visit = (variable: Variable) => {
    if (ordered.has(variable) || open.has(variable.name)) return;
    open.add(variable.name);
    for (const name of dependencies(variable)) {
      const other = byName.get(name);
      if (other) visit(other);
    }
    open.delete(variable.name);
    ordered.add(variable);
  };
  variables.forEach(visit);
  return [...ordered];
}

function dependencies({ query, source, regex, choices }: Variable): readonly string[] {
  const own = source.kind === "variable" ? [source.name] : [];
  return [
    ...own,
    ...referencesIn(`${JSON.stringify(query ?? "")} ${regex} ${choices.map(({ value }) => value).join(" ")}`),
  ];
}

async function evaluate(variable: Variable, values: Values, context: EvaluationContext): Promise<EvaluatedVariable> {
  try {
    const choices = await choicesOf(variable, values, context);
    return { name: variable.name, choices, ...choose(variable, choices, context), problem: null };
  } catch (error) {
    const wanted = context.chosen.get(variable.name) ?? variable.current.map(({ value }) => value);
    const kept = wanted.filter((value) => value !== allValue).map((value) => ({ text: value, value }));
    const isAll = wanted.includes(allValue);
    return {
      name: variable.name,
      choices: kept,
      chosen: kept.length === 0 && isAll ? [{ text: "All", value: ".*" }] : kept,
      isAll,
      problem: errorText(error),
    };
  }
}

async function choicesOf(variable: Variable, values: Values, context: EvaluationContext): Promise<Choice[]> {
  const lookup = lookupOf(values, context.time);
  switch (variable.kind) {
    case "query": {
      if (!variable.query) return [...variable.current].filter(({ value }) => value !== allValue);
      const query = filledIn(variable.query, (text) => interpolate(text, lookup, "promql"));
      const lines = await context.ask(query, context.sourceOf(variable.source, values));
      return sortChoices(filterChoices(lines, interpolate(variable.regex, lookup, "text")), variable);
    }
    case "datasource": {
      if (!isPromQlSource(variable.choices[0]?.value ?? "prometheus")) return [];
      const matching = filterChoices(context.sources, variable.regex);
      return matching.length > 0 ? matching : context.sources.map((name) => ({ text: name, value: name }));
    }
    case "interval":
      return intervalChoices(variable, context);
    case "custom":
    case "constant":
    case "textbox":
    case "switch":
    case "adhoc":
    case "unknown":
      return variable.choices.map(({ text, value }) => ({
        text: interpolate(text, lookup, "text"),
        value: interpolate(value, lookup, "text"),
      }));
  }
}

function intervalChoices({ name, auto, choices }: Variable, { time }: EvaluationContext): Choice[] {
  if (!auto) return [...choices];
  const leastMs = durationMs(auto.min) ?? 10_000;
  const stepMs = Math.max(leastMs, (time.toMs - time.fromMs) / auto.count);
  const rounded = niceSteps.find((step) => step >= stepMs) ?? stepMs;
  return [
    { text: "auto", value: `${Math.round(rounded / 1000) || 1}s` },
    ...choices.filter(({ value }) => value !== name),
  ];
}

const niceSteps = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400].map(
  (seconds) => seconds * 1000,
);

function filledIn(query: VariableQuery, fill: (text: string) => string): VariableQuery {
  switch (query.kind) {
    case "labelValues":
      return { ...query, selector: query.selector === null ? null : fill(query.selector), label: fill(query.label) };
    case "labelNames":
    case "metrics":
      return { ...query, pattern: fill(query.pattern) };
    case "queryResult":
      return { ...query, expr: fill(query.expr) };
    case "series":
      return { ...query, selector: fill(query.selector) };
  }
}

function choose(
  variable: Variable,
  choices: readonly Choice[],
  context: EvaluationContext,
): { readonly chosen: Choice[]; readonly isAll: boolean } {
  const asked = context.chosen.get(variable.name);
  const wanted = asked ?? variable.current.map(({ value }) => (value.startsWith("$__auto") ? "auto" : value));
  if (variable.kind === "textbox" || variable.kind === "unknown" || variable.kind === "adhoc") {
    const typed = wanted[0] ?? choices[0]?.value ?? "";
    return { chosen: [{ text: typed, value: typed }], isAll: false };
  }
  if (variable.kind === "constant") return { chosen: choices.slice(0, 1), isAll: false };
  if (variable.includeAll && (wanted.includes(allValue) || (!asked && wanted.length === 0))) return all(choices);
  const matching = wanted.flatMap((name) => choices.find(({ value, text }) => value === name || text === name) ?? []);
  // A value that its source no longer knows would show nothing without a word: the first one is taken instead.
  if (matching.length > 0) return { chosen: variable.multi ? matching : matching.slice(0, 1), isAll: false };
  if (variable.includeAll) return all(choices);
  return { chosen: choices.slice(0, 1), isAll: false };
}

function all(choices: readonly Choice[]): { readonly chosen: Choice[]; readonly isAll: boolean } {
  return { chosen: choices.slice(0, longestAll), isAll: true };
}
