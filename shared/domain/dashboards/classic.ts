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
} from "./json.ts";
import type { NoteBook } from "./notes.ts";
import type { SourceDashboard, SourcePanel, SourceRow } from "./source.ts";

/** Of rows within rows; Grafana itself has one level. */
const mostNesting = 4;

/** The classic model of schema versions up to 42: `panels` with grid places, or the old `rows` of spans. */
export function readClassic(json: Json, at: JsonPath, notes: NoteBook): SourceDashboard {
  const templating = getRecord(json, "templating");
  return {
    title: getText(json, "title") ?? "",
    uid: getText(json, "uid") ?? "",
    description: getText(json, "description") ?? "",
    tags: getTexts(json, "tags"),
    timeFrom: getText(getRecord(json, "time"), "from"),
    variables: getList(templating, "list").map((item, index) => ({
      json: asRecord(item),
      current: [...at, "templating", "list", index, "current"],
    })),
    rows: [...oldRows(json, at), ...newRows(json, at, notes)],
    inputs: getList(json, "__inputs").flatMap((item) => {
      const input = asRecord(item);
      const name = getText(input, "name");
      return name === null ? [] : [{ name, label: getText(input, "label") ?? name }];
    }),
    titlePath: [...at, "title"],
  };
}

function newRows(json: Json, at: JsonPath, notes: NoteBook): readonly SourceRow[] {
  const elements = getRecord(json, "__elements");
  const rows: SourceRow[] = [];
  /** Where panels go until the next row; null opens a row without a title. */
  function walk(items: readonly unknown[], path: JsonPath, depth: number, within: SourcePanel[] | null): void {
    let open = within;
    for (const { item, index } of inGridOrder(items)) {
      const place = [...path, index];
      if (getText(item, "type") !== "row") {
        if (!open) {
          open = [];
          rows.push({ title: "", collapsed: false, repeat: null, panels: open });
        }
        open.push(panelOf(withLibrary(item, elements), place));
        continue;
      }
      const panels: SourcePanel[] = [];
      const collapsed = getFlag(item, "collapsed");
      rows.push({ title: getText(item, "title") ?? "", collapsed, repeat: getText(item, "repeat") || null, panels });
      // What follows a folded row in the list stands below it, not in it.
      open = collapsed ? null : panels;
      const children = getList(item, "panels");
      if (children.length === 0) continue;
      if (depth < mostNesting) walk(children, [...place, "panels"], depth + 1, panels);
      else
        notes.add("lost", "Rows within rows", `more than ${mostNesting} levels`, "Flatten the rows in the document.");
    }
  }
  walk(getList(json, "panels"), [...at, "panels"], 0, null);
  return rows;
}

/** From top to bottom, which is what decides the row a panel belongs to; in their own order when places are missing. */
function inGridOrder(items: readonly unknown[]): readonly { readonly item: Json; readonly index: number }[] {
  const panels = items.flatMap((item, index) => {
    if (!isRecord(item)) return [];
    const place = getRecord(item, "gridPos");
    return [{ item, index, y: getNumber(place, "y"), x: getNumber(place, "x") ?? 0 }];
  });
  if (panels.some(({ y }) => y === null)) return panels;
  return panels.sort((a, b) => (a.y ?? 0) - (b.y ?? 0) || a.x - b.x);
}

/** A library panel holds its body in `__elements`, when it was exported with the dashboard. */
function withLibrary(panel: Json, elements: Json): Json {
  const uid = getText(getRecord(panel, "libraryPanel"), "uid");
  if (uid === null || getText(panel, "type") !== null) return panel;
  const model = getRecord(getRecord(elements, uid), "model");
  return Object.keys(model).length === 0 ? panel : { ...model, ...panel, libraryPanel: undefined };
}

function panelOf(json: Json, path: JsonPath): SourcePanel {
  const key = Object.hasOwn(json, "gridpos") ? "gridpos" : "gridPos";
  return {
    json,
    places: {
      title: [...path, "title"],
      grid: isRecord(get(json, "gridPos")) ? { path: [...path, key], keys: ["x", "y", "w", "h"] } : null,
      exprs: getList(json, "targets").map((_, index) => [...path, "targets", index, "expr"]),
    },
  };
}

const rowPixels = 38;

/** Before schema 16: rows of panels that span 1 to 12 columns, one after the other. */
function oldRows(json: Json, at: JsonPath): readonly SourceRow[] {
  let top = 0;
  return getList(json, "rows").flatMap((item, rowIndex): SourceRow[] => {
    const row = asRecord(item);
    const height = heightOf(get(row, "height") ?? 250);
    let x = 0;
    let y = top;
    let deepest = height;
    const panels = getList(row, "panels").map((child, index): SourcePanel => {
      const panel = asRecord(child);
      const w = Math.min(24, Math.max(1, Math.round((getNumber(panel, "span") ?? 4) * 2)));
      const h = get(panel, "height") === undefined ? height : heightOf(get(panel, "height"));
      if (x + w > 24) {
        x = 0;
        y += deepest;
        deepest = h;
      }
      deepest = Math.max(deepest, h);
      const source = panelOf({ ...panel, gridPos: { x, y, w, h } }, [...at, "rows", rowIndex, "panels", index]);
      x += w;
      // A span is no grid place: it cannot be written back.
      return { ...source, places: { ...source.places, grid: null } };
    });
    top = y + deepest;
    if (panels.length === 0) return [];
    return [
      {
        title: get(row, "showTitle") === false ? "" : (getText(row, "title") ?? ""),
        collapsed: getFlag(row, "collapse"),
        repeat: getText(row, "repeat") || null,
        panels,
      },
    ];
  });
}

/** `250px` or 250 in grid units. */
function heightOf(value: unknown): number {
  const pixels = Number.parseFloat(String(value));
  return Math.min(60, Math.max(2, Math.round((Number.isFinite(pixels) ? pixels : 250) / rowPixels)));
}
