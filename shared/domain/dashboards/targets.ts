import type { Tell } from "./fieldConfig.ts";
import { asRecord, asText, get, getFlag, getRecord, getText, isRecord, type Json } from "./json.ts";
import type { SourceRef, Target } from "./model.ts";

/** Languages that are not PromQL, by the type of their data source; what is not known here is tried as PromQL. */
const foreign: ReadonlySet<string> = new Set([
  ...["loki", "elasticsearch", "grafana-opensearch-datasource", "influxdb", "graphite", "opentsdb", "cloudwatch"],
  ...["stackdriver", "grafana-azure-monitor-datasource", "mysql", "postgres", "grafana-postgresql-datasource", "mssql"],
  ...[
    "tempo",
    "jaeger",
    "zipkin",
    "testdata",
    "grafana-testdata-datasource",
    "grafana",
    "__expr__",
    "grafana-pyroscope-datasource",
  ],
  ...["grafana-clickhouse-datasource", "parca", "dashboard", "alertmanager", "datadog", "grafana-datadog-datasource"],
]);

/** Whether a data source of this type is asked in PromQL, as far as its name tells. */
export function isPromQlSource(type: string): boolean {
  return !foreign.has(type);
}

/** `$datasource`, `${datasource}`, `[[datasource]]`, a name, an id, `{type, uid}`; null and absent are the default. */
export function readSource(value: unknown): { readonly ref: SourceRef; readonly type: string | null } {
  const json = asRecord(value);
  const type = getText(json, "type");
  const text = isRecord(value) ? (getText(json, "uid") ?? getText(json, "name") ?? "") : (asText(value) ?? "");
  const variable = /^(?:\$(\w+)|\$\{(\w+)(?::\w+)?\}|\[\[(\w+)\]\])$/.exec(text);
  const name = variable?.[1] ?? variable?.[2] ?? variable?.[3];
  if (name !== undefined) return { ref: { kind: "variable", name }, type };
  if (text === "-- Grafana --" || text === "grafana") return { ref: { kind: "default" }, type: "grafana" };
  if (text === "-- Dashboard --") return { ref: { kind: "default" }, type: "dashboard" };
  if (text === "__expr__") return { ref: { kind: "default" }, type: "__expr__" };
  const isDefault = text === "" || text === "default" || text === "-- Mixed --";
  return {
    ref: isDefault ? { kind: "default" } : { kind: "named", name: text },
    type: type === "datasource" ? null : type,
  };
}

const mostTargets = 32;
const mostCharacters = 10_000;

/**
 * The queries of a panel that can be asked here. `index` of each is its place in the document's list; `variableTypes` tells
 * the kind of data source that a variable chooses among.
 */
export function readTargets(
  panel: Json,
  list: readonly unknown[],
  variableTypes: ReadonlyMap<string, string>,
  tell: Tell,
): readonly { readonly target: Target; readonly index: number }[] {
  const own = readSource(get(panel, "datasource"));
  if (list.length > mostTargets) {
    tell("changed", `Queries after the first ${mostTargets}`, "a panel here has no more", "Split the panel.");
  }
  const used = new Set<string>();
  return list.slice(0, mostTargets).flatMap((item, index) => {
    const json = asRecord(item);
    const listed = readSource(get(json, "datasource"));
    const given = get(json, "datasource") === undefined || get(json, "datasource") === null ? own : listed;
    const chosen = given.ref.kind === "variable" ? variableTypes.get(given.ref.name) : undefined;
    const type = given.type ?? own.type ?? chosen ?? null;
    const refId = unused(getText(json, "refId") ?? String.fromCharCode(65 + (index % 26)), used);
    const expr = (getText(json, "expr") ?? "").trim();
    if (type !== null && foreign.has(type)) {
      tellForeign(type, tell);
      return [];
    }
    if (expr === "") {
      if (!getFlag(json, "hide") && Object.keys(json).length > 0) {
        tell("lost", "A query without PromQL", "only PromQL can be asked here", "Write it as PromQL.");
      }
      return [];
    }
    if (expr.length > mostCharacters) {
      tell(
        "lost",
        "A very long query",
        `longer than ${mostCharacters} characters`,
        "Shorten it, or record it with a rule.",
      );
      return [];
    }
    if (getFlag(json, "exemplar")) {
      tell("look", "Exemplars", "charts here show series alone", "Nothing: no value is lost.");
    }
    const target: Target = {
      refId,
      expr,
      legend: getText(json, "legendFormat") || null,
      mode: getFlag(json, "instant") && !getFlag(json, "range") ? "instant" : "range",
      format: formatOf(getText(json, "format")),
      hidden: getFlag(json, "hide"),
      // Not `step`: editors once wrote there what they had last computed, and Grafana no longer reads it.
      minStep: getText(json, "interval") || null,
      source: given.ref,
    };
    return [{ target, index }];
  });
}

function tellForeign(type: string, tell: Tell): void {
  if (type === "__expr__" || type === "dashboard") {
    tell("lost", "Expressions over other queries", "they are computed by Grafana itself", "Write them as PromQL.");
    return;
  }
  tell("lost", `Queries of ${type}`, "only PromQL can be asked here", "Look at them in Grafana.");
}

function unused(refId: string, used: Set<string>): string {
  let candidate = refId;
  for (let number = 2; used.has(candidate); number += 1) candidate = `${refId}${number}`;
  used.add(candidate);
  return candidate;
}

function formatOf(format: string | null): Target["format"] {
  return format === "table" || format === "heatmap" ? format : "series";
}

/** Of `reduceOptions`, in any of the places it has had. */
export function reduceOptions(options: Json): Json {
  return (
    [get(options, "reduceOptions"), get(options, "fieldOptions"), get(options, "valueOptions")]
      .map(asRecord)
      .find((candidate) => Object.keys(candidate).length > 0) ?? getRecord(options, "reduceOptions")
  );
}
