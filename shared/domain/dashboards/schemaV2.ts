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
  type JsonPath,
  lookUp,
} from "./json.ts";
import type { NoteBook } from "./notes.ts";
import type { SourceDashboard, SourcePanel, SourceRow } from "./source.ts";

/** Grafana 12 and 13: `elements` beside a `layout` of grids, rows and tabs. Read into the shape of the classic model. */
export function readSchemaV2(spec: Json, at: JsonPath, name: string, notes: NoteBook): SourceDashboard {
  return {
    title: getText(spec, "title") ?? "",
    uid: name,
    description: getText(spec, "description") ?? "",
    tags: getTexts(spec, "tags"),
    timeFrom: getText(getRecord(spec, "timeSettings"), "from"),
    variables: getList(spec, "variables").map((item, index) => ({
      json: classicVariable(asRecord(item)),
      current: [...at, "variables", index, "spec", "current"],
    })),
    rows: new LayoutReader(getRecord(spec, "elements"), at, notes).read(getRecord(spec, "layout"), [...at, "layout"]),
    inputs: [],
    titlePath: [...at, "title"],
  };
}

const mostNesting = 8;
const autoColumns = 3;
const autoHeight = 8;

interface OpenRow {
  readonly title: string;
  readonly collapsed: boolean;
  readonly repeat: string | null;
  readonly panels: SourcePanel[];
}

class LayoutReader {
  private readonly elements: Json;
  private readonly at: JsonPath;
  private readonly notes: NoteBook;
  private readonly rows: OpenRow[] = [];
  private readonly placed = new Set<string>();

  constructor(elements: Json, at: JsonPath, notes: NoteBook) {
    this.elements = elements;
    this.at = at;
    this.notes = notes;
  }

  read(layout: Json, path: JsonPath): readonly SourceRow[] {
    this.layout(layout, path, 0, { title: "", collapsed: false, repeat: null, panels: [] });
    const lost = Object.keys(this.elements).filter((name) => !this.placed.has(name));
    if (lost.length > 0) {
      const row: OpenRow = { title: "", collapsed: false, repeat: null, panels: [] };
      this.rows.push(row);
      for (const [index, name] of lost.entries()) this.auto(row, name, index);
      this.notes.add(
        "changed",
        "Panels that the layout does not place",
        "the document lists them without a place",
        "They are shown at the end.",
      );
    }
    return this.rows;
  }

  private layout(layout: Json, path: JsonPath, depth: number, row: OpenRow): void {
    const spec = getRecord(layout, "spec");
    const within = [...path, "spec"];
    if (depth > mostNesting) {
      this.notes.add("lost", "Layouts within layouts", `more than ${mostNesting} levels`, "Flatten the layout.");
      return;
    }
    switch (getText(layout, "kind")) {
      case "RowsLayout":
      case "TabsLayout":
        this.nested(spec, within, depth, row);
        return;
      case "AutoGridLayout":
      case "ResponsiveGridLayout":
        this.open(row);
        getList(spec, "items").forEach((item, index) => {
          const inner = getRecord(asRecord(item), "spec");
          this.auto(row, getText(getRecord(inner, "element"), "name") ?? "", index, getRecord(inner, "repeat"));
        });
        return;
      default:
        this.grid(spec, within, depth, row);
    }
  }

  private nested(spec: Json, path: JsonPath, depth: number, parent: OpenRow): void {
    const key = get(spec, "tabs") === undefined ? "rows" : "tabs";
    for (const [index, item] of getList(spec, key).entries()) {
      const inner = getRecord(asRecord(item), "spec");
      const title = [parent.title, getText(inner, "title") ?? ""].filter(Boolean).join(" / ");
      const repeat = getText(getRecord(inner, "repeat"), "value");
      const row: OpenRow = { title, collapsed: getFlag(inner, "collapse"), repeat, panels: [] };
      this.layout(getRecord(inner, "layout"), [...path, key, index, "spec", "layout"], depth + 1, row);
    }
    if (key === "tabs") {
      this.notes.add("changed", "Tabs", "there are rows, no tabs", "Each tab is shown as a row with its title.");
    }
  }

  private grid(spec: Json, path: JsonPath, depth: number, row: OpenRow): void {
    let current = this.open(row);
    for (const [index, item] of getList(spec, "items").entries()) {
      const inner = getRecord(asRecord(item), "spec");
      const place = [...path, "items", index, "spec"];
      if (getText(asRecord(item), "kind") === "GridLayoutRow") {
        current = this.open({
          title: getText(inner, "title") ?? "",
          collapsed: getFlag(inner, "collapsed"),
          repeat: getText(getRecord(inner, "repeat"), "value"),
          panels: [],
        });
        const elements = getList(inner, "elements");
        if (depth < mostNesting) this.gridItems(elements, [...place, "elements"], current);
        continue;
      }
      this.gridItem(inner, place, current);
    }
  }

  private gridItems(items: readonly unknown[], path: JsonPath, row: OpenRow): void {
    items.forEach((item, index) => {
      this.gridItem(getRecord(asRecord(item), "spec"), [...path, index, "spec"], row);
    });
  }

  private gridItem(item: Json, path: JsonPath, row: OpenRow): void {
    const name = getText(getRecord(item, "element"), "name") ?? "";
    const gridPos = {
      x: getNumber(item, "x") ?? 0,
      y: getNumber(item, "y") ?? 0,
      w: getNumber(item, "width") ?? 12,
      h: getNumber(item, "height") ?? autoHeight,
    };
    this.add(row, name, gridPos, getRecord(item, "repeat"), { path, keys: ["x", "y", "width", "height"] });
  }

  private auto(row: OpenRow, name: string, index: number, repeat: Json = {}): void {
    const w = 24 / autoColumns;
    const gridPos = {
      x: (index % autoColumns) * w,
      y: Math.floor(index / autoColumns) * autoHeight,
      w,
      h: autoHeight,
    };
    this.add(row, name, gridPos, repeat, null);
  }

  private open(row: OpenRow): OpenRow {
    if (!this.rows.includes(row)) this.rows.push(row);
    return row;
  }

  private add(row: OpenRow, name: string, gridPos: Json, repeat: Json, grid: SourcePanel["places"]["grid"]): void {
    const element = get(this.elements, name);
    if (!isRecord(element)) {
      this.notes.add("lost", `The element ${name}`, "the layout names it, the document lacks it", "Export it again.");
      return;
    }
    this.placed.add(name);
    const path = [...this.at, "elements", name, "spec"];
    const spec = getRecord(element, "spec");
    row.panels.push({
      json: {
        ...classicPanel(element, spec),
        gridPos,
        repeat: getText(repeat, "value") ?? undefined,
        repeatDirection: getText(repeat, "direction") ?? undefined,
        maxPerRow: getNumber(repeat, "maxPerRow") ?? undefined,
      },
      places: {
        title: [...path, "title"],
        grid,
        exprs: queriesOf(spec).map((_, index) => [
          ...[...path, "data", "spec", "queries", index, "spec", "query", "spec", "expr"],
        ]),
      },
    });
  }
}

function queriesOf(spec: Json): readonly unknown[] {
  return getList(getRecord(getRecord(spec, "data"), "spec"), "queries");
}

function classicPanel(element: Json, spec: Json): Json {
  const common = { id: get(spec, "id"), title: get(spec, "title"), description: get(spec, "description") };
  if (getText(element, "kind") === "LibraryPanel") return { ...common, libraryPanel: get(spec, "libraryPanel") };
  const data = getRecord(getRecord(spec, "data"), "spec");
  const options = getRecord(data, "queryOptions");
  const viz = getRecord(spec, "vizConfig");
  const vizSpec = getRecord(viz, "spec");
  const kind = getText(viz, "kind");
  return {
    ...common,
    // In v2alpha1 the kind itself is the plugin's id.
    type: kind === "VizConfig" ? getText(viz, "group") : kind,
    options: get(vizSpec, "options"),
    fieldConfig: get(vizSpec, "fieldConfig"),
    targets: getList(data, "queries").map((item) => classicTarget(getRecord(asRecord(item), "spec"))),
    transformations: getList(data, "transformations").map((item) => {
      const inner = getRecord(asRecord(item), "spec");
      return { ...inner, id: get(inner, "id") ?? get(asRecord(item), "group") ?? get(asRecord(item), "kind") };
    }),
    interval: get(options, "interval"),
    maxDataPoints: get(options, "maxDataPoints"),
    timeFrom: get(options, "timeFrom"),
    timeShift: get(options, "timeShift"),
  };
}

function classicTarget(spec: Json): Json {
  const query = getRecord(spec, "query");
  const kind = getText(query, "kind");
  const type = kind === "DataQuery" ? getText(query, "group") : kind;
  const name = getText(getRecord(query, "datasource"), "name") ?? getText(getRecord(spec, "datasource"), "uid");
  return {
    ...getRecord(query, "spec"),
    refId: get(spec, "refId"),
    hide: get(spec, "hidden"),
    datasource: { type: type ?? undefined, uid: name ?? undefined },
  };
}

const variableKinds: Readonly<Record<string, string>> = {
  QueryVariable: "query",
  CustomVariable: "custom",
  DatasourceVariable: "datasource",
  IntervalVariable: "interval",
  ConstantVariable: "constant",
  TextVariable: "textbox",
  AdhocVariable: "adhoc",
  GroupByVariable: "groupby",
  SwitchVariable: "switch",
};
const hides: Readonly<Record<string, number>> = { dontHide: 0, hideLabel: 1, hideVariable: 2 };
const sorts = [
  ...["disabled", "alphabeticalAsc", "alphabeticalDesc", "numericalAsc", "numericalDesc"],
  ...["alphabeticalCaseInsensitiveAsc", "alphabeticalCaseInsensitiveDesc", "naturalAsc", "naturalDesc"],
];

function classicVariable(item: Json): Json {
  const spec = getRecord(item, "spec");
  const kind = getText(item, "kind") ?? "";
  const query = getRecord(spec, "query");
  const datasource = getText(getRecord(query, "datasource"), "name") ?? getText(getRecord(spec, "datasource"), "uid");
  return {
    ...spec,
    type: lookUp(variableKinds, kind) ?? kind,
    hide: lookUp(hides, getText(spec, "hide") ?? "") ?? 0,
    sort: Math.max(0, sorts.indexOf(getText(spec, "sort") ?? "")),
    query: kind === "QueryVariable" ? queryText(query) : (get(spec, "query") ?? get(spec, "pluginId")),
    datasource: datasource === null ? undefined : { uid: datasource },
  };
}

/** The query of a variable as the classic model holds it: text, or an object with its parts. */
function queryText(query: Json): unknown {
  const spec = getRecord(query, "spec");
  return getText(spec, "__legacyStringValue") ?? spec;
}
