import { defined, readDefaults, readOverrides, type Tell } from "./fieldConfig.ts";
import {
  asRecord,
  get,
  getFlag,
  getList,
  getNumber,
  getRecord,
  getText,
  getTexts,
  isRecord,
  type Json,
  lookUp,
} from "./json.ts";
import { type LegacyFields, readGraph, readSinglestat, readTableStyles } from "./legacyFields.ts";
import type { DashboardPanel, FieldSettings, GridPlace } from "./model.ts";
import type { NoteBook } from "./notes.ts";
import type { PanelPlaces, SourcePanel } from "./source.ts";
import { readTargets, reduceOptions } from "./targets.ts";
import { readTransformations } from "./transformations.ts";

type Kind = DashboardPanel["kind"];

/** Panel types by what shows them here. */
const kinds: Readonly<Record<string, Kind>> = {
  timeseries: "chart",
  graph: "chart",
  trend: "chart",
  stat: "stat",
  singlestat: "stat",
  gauge: "gauge",
  bargauge: "bars",
  barchart: "bars",
  piechart: "bars",
  "grafana-piechart-panel": "bars",
  heatmap: "heatmap",
  table: "table",
  "table-old": "table",
  text: "text",
  "state-timeline": "chart",
  "status-history": "chart",
  histogram: "bars",
};

/** Shown, but as something else. */
const shownAs: Readonly<Record<string, string>> = {
  barchart: "bars of the newest values",
  piechart: "bars of the newest values",
  "grafana-piechart-panel": "bars of the newest values",
  histogram: "bars of the newest values",
  "state-timeline": "a chart of its values",
  "status-history": "a chart of its values",
  trend: "a chart over time",
};

export interface ReadPanel {
  readonly panel: DashboardPanel;
  /** The query's place of each of the panel's targets. */
  readonly places: PanelPlaces;
}

/** One panel of the document; `id` must be unique, `place` is where it goes when it names none. */
export function readPanel(
  source: SourcePanel,
  id: string,
  place: GridPlace,
  variableTypes: ReadonlyMap<string, string>,
  notes: NoteBook,
): ReadPanel {
  const { json } = source;
  const type = getText(json, "type") ?? "";
  const title = getText(json, "title") ?? "";
  const tell: Tell = (level, what, why, advice) =>
    notes.add(level, what, why, advice, { id, title: title || type || id });
  const options = getRecord(json, "options");
  const fieldConfig = getRecord(json, "fieldConfig");
  // Of a panel that cannot be shown, its queries need no words of their own.
  const isShown = lookUp(kinds, type) !== undefined;
  const targets = readTargets(json, getList(json, "targets"), variableTypes, isShown ? tell : () => {});
  const kind = kindOf(json, type, targets.length, tell);
  const reduce = reduceOptions(options);
  const legacy = legacyFields(type, json, tell);
  const { thresholds, ...rest } = readDefaults({
    ...getRecord(reduce, "defaults"),
    ...getRecord(fieldConfig, "defaults"),
  });
  // A figure that is not coloured has thresholds that say nothing: Grafana writes them into every panel.
  const own = thresholds && getText(options, "colorMode") !== "none" ? { ...rest, thresholds } : rest;
  const legend = legendOf(json, options);
  tellRest(json, kind, tell);
  const transformations = readTransformations(getList(json, "transformations"), tell);
  if ((kind === "chart" || kind === "heatmap") && transformations.some((step) => step.kind !== "renameByRegex")) {
    tell("changed", "Transformations of charts", "a chart here draws what was answered", "Compute it in the query.");
  }
  if (getText(getRecord(getRecord(fieldConfig, "defaults"), "color"), "mode") === "fixed") {
    tell(
      "look",
      "Colours of single series",
      "every chart here follows the same rules, in both themes",
      "Nothing: no value is lost.",
    );
  }
  const panel: DashboardPanel = {
    id,
    title,
    description: getText(json, "description") ?? "",
    kind: legacy.isGauge ? "gauge" : kind,
    type,
    grid: gridOf(get(json, "gridPos"), place),
    repeat: repeatOf(json),
    targets: targets.map(({ target }) =>
      kind === "heatmap" && target.format === "series" ? { ...target, format: "heatmap" } : target,
    ),
    defaults: { ...defined<FieldSettings>(legacy.defaults), ...own },
    overrides: [...legacy.overrides, ...readOverrides(getList(fieldConfig, "overrides"), tell)],
    transformations,
    calc: getTexts(reduce, "calcs")[0] ?? legacy.calc,
    allValues: getFlag(reduce, "values"),
    legend,
    sparkline: getText(options, "graphMode") === "area" || getFlag(getRecord(json, "sparkline"), "show"),
    statText: statTextOf(getText(options, "textMode")),
    showHeader: get(options, "showHeader") !== false,
    sortBy: sortByOf(options),
    text: kind === "text" ? (getText(options, "content") ?? getText(json, "content") ?? "") : "",
    minStep: getText(json, "interval") || null,
    maxDataPoints: getNumber(json, "maxDataPoints"),
    timeFrom: getText(json, "timeFrom") || null,
    editable: {
      title: source.places.title !== null,
      grid: source.places.grid !== null,
      targets: targets.map(({ index }) => Boolean(source.places.exprs[index])),
    },
  };
  return {
    panel,
    places: { ...source.places, exprs: targets.map(({ index }) => source.places.exprs[index] ?? null) },
  };
}

function kindOf(json: Json, type: string, targets: number, tell: Tell): Kind {
  if (type === "") {
    const isLibrary = isRecord(get(json, "libraryPanel"));
    tell(
      "lost",
      isLibrary ? "Library panels" : "A panel without a type",
      isLibrary ? "the document holds their name alone" : "the document does not say what it is",
      isLibrary ? "Unlink them in Grafana and export the dashboard again." : "Give it a type.",
    );
    return "blank";
  }
  const kind = lookUp(kinds, type);
  if (kind === undefined) {
    tell("lost", `Panels of the type ${type}`, "there is no such panel here", "Look at them in Grafana.");
    return "blank";
  }
  const other = lookUp(shownAs, type);
  if (other)
    tell("changed", `Panels of the type ${type}`, "there is no such panel here", `They are shown as ${other}.`);
  if (kind === "text") {
    const mode = getText(getRecord(json, "options"), "mode") ?? getText(json, "mode") ?? "markdown";
    if (mode === "html") {
      tell(
        "changed",
        "HTML in text panels",
        "markup of a document is never run here",
        "Its text is shown without the markup.",
      );
    }
    return kind;
  }
  if (targets === 0) {
    tell(
      "lost",
      "Panels without a query that can be asked here",
      "none of theirs is PromQL",
      "Look at them in Grafana.",
    );
    return "blank";
  }
  return kind;
}

function legacyFields(
  type: string,
  json: Json,
  tell: Tell,
): LegacyFields & { readonly calc: string; readonly isGauge: boolean } {
  const none = { defaults: {}, overrides: [], calc: "lastNotNull", isGauge: false };
  switch (type) {
    case "graph":
      return { ...none, ...readGraph(json, tell) };
    case "singlestat":
      return { ...none, ...readSinglestat(json, tell), isGauge: getFlag(getRecord(json, "gauge"), "show") };
    case "table-old":
    case "table":
      return { ...none, overrides: readTableStyles(json, tell) };
    case "heatmap": {
      const unit =
        getText(getRecord(getRecord(json, "options"), "yAxis"), "unit") ?? getText(getRecord(json, "yAxis"), "format");
      return { ...none, defaults: unit ? { unit } : {} };
    }
    default:
      return none;
  }
}

function legendOf(json: Json, options: Json): DashboardPanel["legend"] {
  const legend = getRecord(options, "legend");
  if (Object.keys(legend).length > 0) {
    const mode = getText(legend, "displayMode") ?? "list";
    return {
      shown: get(legend, "showLegend") !== false && mode !== "hidden",
      table: mode === "table",
      calcs: getTexts(legend, "calcs").slice(0, 8),
    };
  }
  const old = getRecord(json, "legend");
  const names = [
    ["min", "min"],
    ["max", "max"],
    ["avg", "mean"],
    ["current", "lastNotNull"],
    ["total", "sum"],
  ] as const;
  const calcs = names.flatMap(([key, calc]) => (getFlag(old, key) && get(old, "values") !== false ? [calc] : []));
  return { shown: get(old, "show") !== false, table: getFlag(old, "alignAsTable") || calcs.length > 0, calcs };
}

function statTextOf(mode: string | null): DashboardPanel["statText"] {
  if (mode === "value" || mode === "name") return mode;
  return mode === "value_and_name" ? "both" : "auto";
}

function sortByOf(options: Json): DashboardPanel["sortBy"] {
  const first = asRecord(getList(options, "sortBy")[0]);
  const field = getText(first, "displayName");
  return field === null ? null : { field, descending: getFlag(first, "desc") };
}

function repeatOf(json: Json): DashboardPanel["repeat"] {
  const variable = getText(json, "repeat");
  if (!variable) return null;
  const perRow = getNumber(json, "maxPerRow") ?? getNumber(json, "minSpan") ?? 4;
  return {
    variable,
    direction: getText(json, "repeatDirection") === "v" ? "down" : "across",
    perRow: Math.min(24, Math.max(1, Math.round(perRow))),
  };
}

const mostGrid = 10_000;

function gridOf(value: unknown, fallback: GridPlace): GridPlace {
  const json = asRecord(value);
  const read = (key: "x" | "y" | "w" | "h") => {
    const number = getNumber(json, key);
    return number === null ? fallback[key] : Math.min(mostGrid, Math.max(0, Math.round(number)));
  };
  const w = Math.min(24, Math.max(1, read("w")));
  return { x: Math.min(24 - w, read("x")), y: read("y"), w, h: Math.min(100, Math.max(1, read("h"))) };
}

/** What a panel has beside its data that is not carried over. */
function tellRest(json: Json, kind: Kind, tell: Tell): void {
  if (kind === "blank") return;
  if (getText(json, "timeShift")) {
    tell("changed", "Panels with a time shift", "all panels show the time of the screen", "Use offset in the query.");
  }
  if (getList(json, "links").length > 0) {
    tell("changed", "Links of panels", "they lead out of this console", "Follow them in Grafana.");
  }
  if (isRecord(get(json, "alert"))) {
    tell("changed", "Alerts of panels", "rules belong to the server that evaluates them", "Keep them as rules there.");
  }
  const right = asRecord(getList(json, "yaxes")[1]);
  const scale = getNumber(asRecord(getList(json, "yaxes")[0]), "logBase") ?? getNumber(right, "logBase") ?? 1;
  const distribution = getRecord(
    getRecord(getRecord(getRecord(json, "fieldConfig"), "defaults"), "custom"),
    "scaleDistribution",
  );
  if (scale > 1 || (getText(distribution, "type") ?? "linear") !== "linear") {
    tell("changed", "Logarithmic axes", "axes here are linear", "Read the values in the legend or the table.");
  }
}
