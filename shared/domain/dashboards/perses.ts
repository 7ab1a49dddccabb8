import {
  asRecord,
  get,
  getFlag,
  getList,
  getNumber,
  getRecord,
  getText,
  isRecord,
  type Json,
  type JsonPath,
  lookUp,
} from "./json.ts";
import type { NoteBook } from "./notes.ts";
import type { PanelPlaces, SourceDashboard, SourceRow } from "./source.ts";

/** Perses' own dashboards: panels by key, placed by grids that refer to them. */
export function readPerses(spec: Json, at: JsonPath, name: string, notes: NoteBook): SourceDashboard {
  const display = getRecord(spec, "display");
  const duration = getText(spec, "duration");
  return {
    title: getText(display, "name") ?? name,
    uid: name,
    description: getText(display, "description") ?? "",
    tags: [],
    timeFrom: duration === null ? null : `now-${duration}`,
    variables: getList(spec, "variables").map((item) => ({ json: classicVariable(asRecord(item)), current: null })),
    rows: getList(spec, "layouts").map((layout) => rowOf(asRecord(layout), spec, at, notes)),
    inputs: [],
    titlePath: isRecord(get(spec, "display")) ? [...at, "display", "name"] : null,
  };
}

function rowOf(layout: Json, spec: Json, at: JsonPath, notes: NoteBook): SourceRow {
  const grid = getRecord(layout, "spec");
  const display = getRecord(grid, "display");
  return {
    title: getText(display, "title") ?? "",
    collapsed: get(getRecord(display, "collapse"), "open") === false,
    repeat: getText(grid, "repeatVariable"),
    panels: getList(grid, "items").flatMap((value) => {
      const item = asRecord(value);
      const key = /^#\/spec\/panels\/(.+)$/.exec(getText(getRecord(item, "content"), "$ref") ?? "")?.[1] ?? "";
      const panel = get(getRecord(spec, "panels"), key);
      if (!isRecord(panel)) {
        notes.add("lost", `The panel ${key}`, "the layout names it, the document lacks it", "Export it again.");
        return [];
      }
      const gridPos = {
        x: getNumber(item, "x") ?? 0,
        y: getNumber(item, "y") ?? 0,
        w: getNumber(item, "width") ?? 12,
        // Perses' rows are about 32 px high.
        h: Math.max(2, getNumber(item, "height") ?? 6),
      };
      return [{ json: { ...classicPanel(panel), gridPos }, places: placesOf(panel, [...at, "panels", key]) }];
    }),
  };
}

function placesOf(panel: Json, at: JsonPath): PanelPlaces {
  const path = [...at, "spec"];
  const queries = getList(getRecord(panel, "spec"), "queries");
  return {
    title: isRecord(get(getRecord(panel, "spec"), "display")) ? [...path, "display", "name"] : null,
    grid: null,
    exprs: queries.map((_, index) => [...path, "queries", index, "spec", "plugin", "spec", "query"]),
  };
}

const types: Readonly<Record<string, string>> = {
  TimeSeriesChart: "timeseries",
  StatChart: "stat",
  GaugeChart: "gauge",
  BarChart: "bargauge",
  HeatMapChart: "heatmap",
  Table: "table",
  TimeSeriesTable: "table",
  Markdown: "text",
};
const units: Readonly<Record<string, string>> = {
  decimal: "short",
  "percent-decimal": "percentunit",
  seconds: "s",
  milliseconds: "ms",
  "bytes/sec": "binBps",
  "bits/sec": "bps",
  "requests/sec": "reqps",
  "ops/sec": "ops",
};

function classicPanel(panel: Json): Json {
  const spec = getRecord(panel, "spec");
  const display = getRecord(spec, "display");
  const plugin = getRecord(spec, "plugin");
  const options = getRecord(plugin, "spec");
  const kind = getText(plugin, "kind") ?? "";
  const visual = getRecord(options, "visual");
  const format = getRecord(options, "format");
  const unit = getText(format, "unit");
  const calc = getText(options, "calculation");
  return {
    title: getText(display, "name") ?? "",
    description: getText(display, "description") ?? "",
    type: lookUp(types, kind) ?? kind,
    options: {
      content: get(options, "text"),
      reduceOptions: { calcs: [calc === "last-number" || calc === null ? "lastNotNull" : calc] },
      legend: { showLegend: isRecord(get(options, "legend")), calcs: getList(getRecord(options, "legend"), "values") },
      graphMode: isRecord(get(options, "sparkline")) ? "area" : "none",
    },
    fieldConfig: {
      defaults: {
        unit: unit === null ? undefined : (lookUp(units, unit) ?? unit),
        decimals: get(format, "decimalPlaces"),
        max: get(options, "max"),
        custom: {
          drawStyle: getText(visual, "display") === "bar" ? "bars" : "line",
          stacking: { mode: getText(visual, "stack") === "all" ? "normal" : "none" },
          fillOpacity: (getNumber(visual, "areaOpacity") ?? 0) * 100,
        },
      },
    },
    targets: getList(spec, "queries").map((query, index) => {
      const source = getRecord(getRecord(asRecord(query), "spec"), "plugin");
      const inner = getRecord(source, "spec");
      return {
        refId: String.fromCharCode(65 + (index % 26)),
        expr: get(inner, "query"),
        legendFormat: get(inner, "seriesNameFormat"),
        interval: get(inner, "minStep"),
        datasource: {
          type: (getText(source, "kind") ?? "").startsWith("Prometheus") ? "prometheus" : getText(source, "kind"),
          uid: getText(getRecord(inner, "datasource"), "name") ?? undefined,
        },
      };
    }),
  };
}

function classicVariable(item: Json): Json {
  const spec = getRecord(item, "spec");
  const plugin = getRecord(spec, "plugin");
  const inner = getRecord(plugin, "spec");
  const value = get(spec, "defaultValue") ?? get(spec, "value");
  const common = {
    name: getText(spec, "name") ?? getText(item, "name"),
    label: getText(getRecord(spec, "display"), "name"),
    hide: getFlag(getRecord(spec, "display"), "hidden") ? 2 : 0,
    multi: getFlag(spec, "allowMultiple"),
    includeAll: getFlag(spec, "allowAllValue"),
    allValue: getText(spec, "customAllValue"),
    regex: getText(spec, "capturingRegexp") ?? "",
    current: { value },
  };
  if (getText(item, "kind") === "TextVariable") {
    return { ...common, type: getFlag(spec, "constant") ? "constant" : "textbox", query: getText(spec, "value") ?? "" };
  }
  const matchers = getList(inner, "matchers").map(String);
  const label = getText(inner, "labelName") ?? "";
  switch (getText(plugin, "kind")) {
    case "PrometheusLabelValuesVariable":
      return {
        ...common,
        type: "query",
        query: matchers.length === 0 ? `label_values(${label})` : `label_values(${matchers[0]}, ${label})`,
      };
    case "PrometheusLabelNamesVariable":
      return { ...common, type: "query", query: "label_names()" };
    case "PrometheusPromQLVariable":
      return {
        ...common,
        type: "query",
        query: `query_result(${getText(inner, "expr") ?? ""})`,
        regex: `/${label}="([^"]*)"/`,
      };
    case "StaticListVariable":
      return {
        ...common,
        type: "custom",
        options: getList(inner, "values").map((entry) =>
          isRecord(entry) ? { text: get(entry, "label"), value: get(entry, "value") } : { text: entry, value: entry },
        ),
      };
    default:
      return { ...common, type: getText(plugin, "kind") ?? "unknown" };
  }
}
