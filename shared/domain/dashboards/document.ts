import { parse } from "yaml";
import { errorText } from "../../base/errors.ts";
import { asRecord, get, getList, getRecord, getText, isRecord, type Json, type JsonPath } from "./json.ts";
import { parseJsonText, type TextProblem } from "./jsonText.ts";

/** Which model a document follows. */
type Flavour = "classic" | "v2" | "perses";

/** A dashboard inside a text: the object that holds its panels and where that stands. */
export interface FoundDashboard {
  readonly flavour: Flavour;
  readonly json: Json;
  readonly path: JsonPath;
  /** Of the object around it; empty in the classic model. */
  readonly name: string;
}

export type OpenedDocument =
  | { readonly kind: "dashboard"; readonly found: FoundDashboard }
  /** Texts of dashboards that the document carries, such as a ConfigMap or a list does; each with a name. */
  | { readonly kind: "bundle"; readonly texts: readonly { readonly name: string; readonly text: string }[] }
  | { readonly kind: "problem"; readonly problem: TextProblem };

const mostInBundle = 100;

/** What a text holds: a dashboard, bare or wrapped, or several of them, or what is wrong with it. */
export function openDocument(text: string): OpenedDocument {
  if (text.trim() === "") return problem("The file is empty");
  const first = text.replace(/^\uFEFF/, "").trimStart()[0];
  if (first !== "{" && first !== "[") return openYaml(text);
  const parsed = parseJsonText(text);
  if (!parsed.ok) {
    return {
      kind: "problem",
      problem: { ...parsed.problem, message: `The file is no valid JSON: ${parsed.problem.message}` },
    };
  }
  return openValue(parsed.value, text);
}

function problem(message: string): OpenedDocument {
  return { kind: "problem", problem: { line: 1, column: 1, message } };
}

function openYaml(text: string): OpenedDocument {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100, logLevel: "error" });
  } catch (error) {
    return problem(`The file is neither JSON nor YAML: ${errorText(error).split("\n")[0]}`);
  }
  if (!isRecord(value)) return problem("The file is neither a dashboard in JSON nor a ConfigMap");
  const texts = configMapTexts(value);
  if (texts.length > 0) return { kind: "bundle", texts };
  return findDashboard(value, [])
    ? { kind: "bundle", texts: [{ name: "dashboard", text: `${JSON.stringify(value, null, 2)}\n` }] }
    : problem("The file is YAML, but neither a dashboard nor a ConfigMap with dashboards");
}

function openValue(value: unknown, text: string): OpenedDocument {
  if (isRecord(value)) {
    const texts = configMapTexts(value);
    if (texts.length > 0) return { kind: "bundle", texts };
    const found = findDashboard(value, []);
    if (found) return { kind: "dashboard", found };
    const items = getList(value, "items");
    return items.length > 0 ? openList(items) : problem(whyNot(value));
  }
  return Array.isArray(value) ? openList(value) : problem("The JSON is no object: a dashboard is one");

  function openList(items: readonly unknown[]): OpenedDocument {
    const holding = items.flatMap((item, index) => {
      const json = asRecord(item);
      return findDashboard(json, []) ? [{ name: titleIn(json) || `dashboard ${index + 1}`, json }] : [];
    });
    const [only] = holding;
    if (!only) return problem("The list holds no dashboard");
    if (holding.length === 1 && items.length === 1) {
      const found = findDashboard(only.json, Array.isArray(value) ? [0] : ["items", 0]);
      if (found && text !== "") return { kind: "dashboard", found };
    }
    return {
      kind: "bundle",
      texts: holding
        .slice(0, mostInBundle)
        .map(({ name, json }) => ({ name, text: `${JSON.stringify(json, null, 2)}\n` })),
    };
  }
}

function whyNot(json: Json): string {
  const kind = getText(json, "kind");
  if (getText(json, "message") !== null)
    return `The file is an answer of an API, not a dashboard: ${getText(json, "message")}`;
  return kind === null
    ? "The JSON is no dashboard: it has neither panels nor rows nor a spec"
    : `The JSON is a ${kind}, not a dashboard`;
}

function titleIn(json: Json): string {
  const found = findDashboard(json, []);
  return found ? (getText(found.json, "title") ?? found.name) : "";
}

const mostWraps = 4;

function findDashboard(json: Json, path: JsonPath): FoundDashboard | null {
  const spec = get(json, "spec");
  if (isRecord(spec) && path.length < mostWraps) {
    const name = getText(getRecord(json, "metadata"), "name") ?? "";
    const within = { path: [...path, "spec"], name };
    if (Array.isArray(get(spec, "layouts"))) return { flavour: "perses", json: spec, ...within };
    // Perses' operator has it one step deeper.
    const config = getRecord(spec, "config");
    if (Array.isArray(get(config, "layouts"))) {
      return { flavour: "perses", json: config, path: [...within.path, "config"], name };
    }
    if (isRecord(get(spec, "elements")) || isRecord(get(spec, "layout")))
      return { flavour: "v2", json: spec, ...within };
    // Grafana's operator holds a document as text; the API of version 1 as an object.
    if (isClassic(spec)) return { flavour: "classic", json: spec, ...within };
  }
  for (const key of ["dashboard", "resource", "model"]) {
    const inner = get(json, key);
    if (isRecord(inner) && path.length < mostWraps) {
      const found = findDashboard(inner, [...path, key]);
      if (found) return found;
    }
  }
  return isClassic(json) ? { flavour: "classic", json, path, name: "" } : null;
}

/** A dashboard may be empty; something must then say that it is one. */
function isClassic(json: Json): boolean {
  if (Array.isArray(get(json, "panels")) || Array.isArray(get(json, "rows"))) return true;
  return (
    getText(json, "title") !== null && (isRecord(get(json, "templating")) || get(json, "schemaVersion") !== undefined)
  );
}

/** Dashboards that ConfigMaps, lists of them and GrafanaDashboard objects carry as text. */
function configMapTexts(json: Json): readonly { readonly name: string; readonly text: string }[] {
  const kind = getText(json, "kind") ?? "";
  if (kind.endsWith("List")) {
    return getList(json, "items")
      .flatMap((item) => configMapTexts(asRecord(item)))
      .slice(0, mostInBundle);
  }
  const entries =
    kind === "ConfigMap"
      ? Object.entries(getRecord(json, "data"))
      : [[getText(getRecord(json, "metadata"), "name") ?? "dashboard", get(getRecord(json, "spec"), "json")] as const];
  return entries.flatMap(([name, text]) =>
    typeof text === "string" && text.trimStart().startsWith("{") ? [{ name: name.replace(/\.json$/, ""), text }] : [],
  );
}
