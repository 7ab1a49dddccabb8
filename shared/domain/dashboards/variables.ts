import { asNumber, asRecord, asText, get, getFlag, getList, getNumber, getText, type Json } from "./json.ts";
import type { Choice, Variable } from "./model.ts";
import type { NoteBook } from "./notes.ts";
import type { SourceDashboard } from "./source.ts";
import { isPromQlSource, readSource } from "./targets.ts";
import { readVariableQuery } from "./variableQuery.ts";

/** Stands for all values of a variable. */
export const allValue = "$__all";

const sorts = ["none", "alpha", "numeric", "alphaNoCase", "natural"] as const;
const mostVariables = 200;
const mostChoices = 5000;

export function readVariables(list: SourceDashboard["variables"], notes: NoteBook): Variable[] {
  const known = new Set<string>();
  return list.slice(0, mostVariables).flatMap(({ json }) => {
    const variable = readVariable(json, notes);
    if (!variable || known.has(variable.name)) return [];
    known.add(variable.name);
    return [variable];
  });
}

function readVariable(json: Json, notes: NoteBook): Variable | null {
  const name = getText(json, "name");
  if (name === null || !/^\w+$/.test(name)) {
    notes.add("lost", `The variable ${name ?? "without a name"}`, "a name is letters, digits and _", "Rename it.");
    return null;
  }
  const type = getText(json, "type") ?? "query";
  const kind = kindOf(type);
  const sort = getNumber(json, "sort") ?? 0;
  const source = readSource(get(json, "datasource"));
  const query = kind === "query" ? readVariableQuery(get(json, "query"), getText(json, "definition")) : null;
  if (kind === "unknown" || kind === "adhoc") tellKind(name, type, notes);
  if (kind === "datasource" && !isPromQlSource(asText(get(json, "query")) ?? "prometheus")) {
    notes.add(
      "lost",
      `The data sources of the variable ${name}`,
      "they answer no PromQL",
      "Look at what they show in Grafana.",
    );
  }
  if (kind === "query" && !query) {
    notes.add(
      "lost",
      `The query of the variable ${name}`,
      "it is empty or of another language",
      "Choose its value by hand.",
    );
  }
  return {
    name,
    label: getText(json, "label") || name,
    hide: hideOf(get(json, "hide")),
    kind,
    multi: getFlag(json, "multi"),
    includeAll: getFlag(json, "includeAll"),
    allValue: getText(json, "allValue") || null,
    regex: getText(json, "regex") ?? "",
    sort: sorts[Math.min(4, Math.ceil(Math.max(0, sort) / 2))] ?? "none",
    descending: sort > 0 && sort % 2 === 0,
    query,
    source: source.ref,
    choices: choicesOf(kind, json),
    current: currentOf(kind, json),
    auto: getFlag(json, "auto")
      ? { count: Math.max(1, getNumber(json, "auto_count") ?? 30), min: getText(json, "auto_min") || "10s" }
      : null,
  };
}

function kindOf(type: string): Variable["kind"] {
  switch (type) {
    case "query":
    case "custom":
    case "interval":
    case "datasource":
    case "constant":
    case "textbox":
    case "adhoc":
    case "switch":
      return type;
    default:
      return "unknown";
  }
}

function tellKind(name: string, type: string, notes: NoteBook): void {
  if (type === "adhoc") {
    notes.add(
      "changed",
      `The ad hoc filters ${name}`,
      "filters are not added to queries behind one's back here",
      "Add the labels to the queries, or as variables.",
    );
    return;
  }
  notes.add("changed", `The variable ${name}`, `the kind ${type} is not known here`, "Type its value by hand.");
}

function hideOf(value: unknown): Variable["hide"] {
  return value === 2 || value === "hideVariable" ? "all" : value === 1 || value === "hideLabel" ? "label" : "no";
}

function choicesOf(kind: Variable["kind"], json: Json): Choice[] {
  const query = get(json, "query");
  const listed = getList(json, "options").flatMap((item) => {
    const choice = choiceOf(asRecord(item));
    return choice && choice.value !== allValue && !choice.value.startsWith("$__auto") ? [choice] : [];
  });
  switch (kind) {
    case "custom":
    case "interval": {
      const text = asText(query) ?? "";
      return (text.trim() === "" ? listed : parseChoices(text)).slice(0, mostChoices);
    }
    case "constant":
    case "textbox": {
      const value = asText(query) ?? listed[0]?.value ?? "";
      return [{ text: value, value }];
    }
    case "datasource":
      // Which kind of data source the choices are.
      return [{ text: asText(query) ?? "prometheus", value: asText(query) ?? "prometheus" }];
    case "switch": {
      const on = getText(json, "enabledValue") ?? "true";
      const off = getText(json, "disabledValue") ?? "false";
      return [on, off].map((value) => ({ text: value, value }));
    }
    case "query":
      return [];
    case "adhoc":
    case "unknown":
      return listed.slice(0, mostChoices);
  }
}

function choiceOf(json: Json): Choice | null {
  const value = asText(get(json, "value")) ?? asText(get(json, "text"));
  return value === null ? null : { text: asText(get(json, "text")) ?? value, value };
}

/** `a,b,text : value`, with `\,` for a comma that separates nothing; or a JSON list of texts or `{text, value}`. */
export function parseChoices(query: string): Choice[] {
  return query.split(/(?<!\\),/).flatMap((part) => {
    const item = part.replaceAll("\\,", ",").trim();
    if (item === "") return [];
    const [, text, value] = /^(.+?)\s:\s(.+)$/.exec(item) ?? [];
    return text !== undefined && value !== undefined ? [{ text, value }] : [{ text: item, value: item }];
  });
}

function currentOf(kind: Variable["kind"], json: Json): Choice[] {
  const current = get(json, "current");
  const record = asRecord(current);
  const raw = get(record, "value") ?? (Array.isArray(current) || typeof current === "string" ? current : undefined);
  const values = Array.isArray(raw) ? raw.map(asText) : [asText(raw)];
  const text = get(record, "text");
  const texts = Array.isArray(text) ? text.map(asText) : [asText(text)];
  const chosen = values.flatMap((value, index): Choice[] => {
    if (value === null) return [];
    if (value === "all" && texts[index] === "All") return [{ text: "All", value: allValue }];
    return [{ text: texts[index] ?? value, value }];
  });
  const found = chosen.length > 0 ? chosen : selectedOption(json);
  // A list variable is often exported with an empty choice, which stands for none made yet.
  return kind === "textbox" || kind === "constant" ? found : found.filter(({ value }) => value !== "");
}

function selectedOption(json: Json): Choice[] {
  const option = getList(json, "options")
    .map(asRecord)
    .find((item) => getFlag(item, "selected"));
  const choice = option ? choiceOf(option) : null;
  return choice ? [choice] : [];
}

/** A duration such as `30s`, `1m`, `1d`, `2w` in milliseconds; null for other text. */
export function durationMs(text: string): number | null {
  const units: Readonly<Record<string, number>> = {
    ms: 1,
    s: 1000,
    m: 60_000,
    h: 3_600_000,
    d: 86_400_000,
    w: 604_800_000,
    M: 2_592_000_000,
    y: 31_536_000_000,
  };
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwMy])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text.trim()) return null;
  const total = parts.reduce((sum, [, count, unit]) => sum + (asNumber(count) ?? 0) * (units[unit ?? ""] ?? 0), 0);
  return Number.isFinite(total) && total > 0 ? total : null;
}
