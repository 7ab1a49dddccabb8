import { readClassic } from "./classic.ts";
import { type FoundDashboard, openDocument } from "./document.ts";
import { getText, type JsonPath } from "./json.ts";
import type { TextProblem } from "./jsonText.ts";
import type { Dashboard, DashboardPanel, DashboardRow, GridPlace, SourceRef } from "./model.ts";
import { type ImportNote, NoteBook } from "./notes.ts";
import { readPanel } from "./panels.ts";
import { readPerses } from "./perses.ts";
import { readSchemaV2 } from "./schemaV2.ts";
import type { PanelPlaces, SourceDashboard } from "./source.ts";
import { readVariables } from "./variables.ts";

/** Where what can be edited stands in the document. */
export interface DashboardPlaces {
  readonly title: JsonPath | null;
  /** By panel id. */
  readonly panels: ReadonlyMap<string, PanelPlaces>;
  /** By variable name: of its `current`. */
  readonly variables: ReadonlyMap<string, JsonPath>;
}

interface ImportedDashboard {
  readonly dashboard: Dashboard;
  readonly notes: readonly ImportNote[];
  readonly places: DashboardPlaces;
}

export type ImportResult =
  | ({ readonly ok: true } & ImportedDashboard)
  | { readonly ok: false; readonly problem: TextProblem };

const mostPanels = 1000;

/** The dashboard in a text, with a note for all that could not be carried over. Never throws. */
export function importDashboard(text: string): ImportResult {
  const opened = openDocument(text);
  switch (opened.kind) {
    case "problem":
      return { ok: false, problem: opened.problem };
    case "dashboard":
      return { ok: true, ...convert(opened.found, true) };
    case "bundle": {
      const [first] = opened.texts;
      const inner = first ? openDocument(first.text) : null;
      if (inner?.kind !== "dashboard") {
        const problem =
          inner?.kind === "problem" ? inner.problem : { line: 1, column: 1, message: "It holds no dashboard" };
        return { ok: false, problem: { ...problem, message: `${first?.name ?? "The file"}: ${problem.message}` } };
      }
      const read = convert(inner.found, false);
      return { ok: true, ...read, notes: [...bundleNotes(opened.texts.length), ...read.notes] };
    }
  }
}

function bundleNotes(count: number): readonly ImportNote[] {
  const note: ImportNote = {
    level: "changed",
    what: count === 1 ? "The file around the dashboard" : `The file holds ${count} dashboards: the first is shown`,
    why: "the dashboard is text inside another document",
    advice:
      "Import the file with the button above the list: each dashboard then gets a file of its own and can be edited.",
    panels: [],
  };
  return [note];
}

function read({ flavour, json, path, name }: FoundDashboard, notes: NoteBook): SourceDashboard {
  switch (flavour) {
    case "classic":
      return readClassic(json, path, notes);
    case "v2":
      return readSchemaV2(json, path, name, notes);
    case "perses":
      return readPerses(json, path, name, notes);
  }
}

function convert(found: FoundDashboard, canEdit: boolean): ImportedDashboard {
  const notes = new NoteBook();
  const source = read(found, notes);
  const places = new Map<string, PanelPlaces>();
  const variables = readVariables(source.variables, notes);
  const variableTypes = new Map(
    variables.flatMap(({ name, kind, choices }) => (kind === "datasource" ? [[name, choices[0]?.value ?? ""]] : [])),
  );
  let count = 0;
  const rows = source.rows.map((row, rowIndex): DashboardRow => {
    const flow = new Flow();
    const panels = row.panels.flatMap((sourcePanel): DashboardPanel[] => {
      count += 1;
      if (count > mostPanels) return [];
      const result = readPanel(
        canEdit ? sourcePanel : fixed(sourcePanel),
        `p${count}`,
        flow.next,
        variableTypes,
        notes,
      );
      flow.take(result.panel.grid);
      places.set(result.panel.id, result.places);
      return [result.panel];
    });
    return { id: `r${rowIndex}`, title: row.title, collapsed: row.collapsed, repeat: row.repeat, panels };
  });
  if (count > mostPanels) {
    notes.add("lost", `Panels after the first ${mostPanels}`, "a dashboard here has no more", "Split the dashboard.");
  }
  return {
    dashboard: {
      title: source.title || "Untitled dashboard",
      uid: source.uid,
      description: source.description,
      tags: [...source.tags].slice(0, 50),
      timeFrom: source.timeFrom,
      variables,
      rows: rows.filter((row) => row.panels.length > 0 || row.title !== ""),
      sources: namedSources(rows, variables, source.inputs),
    },
    notes: notes.all(),
    places: {
      title: canEdit ? source.titlePath : null,
      panels: places,
      variables: new Map(
        canEdit
          ? source.variables.flatMap(({ json, current }) => (current ? [[getText(json, "name") ?? "", current]] : []))
          : [],
      ),
    },
  };
}

/** Of a document inside another: nothing in it has a place to write to. */
function fixed<T extends { readonly places: PanelPlaces }>(panel: T): T {
  return { ...panel, places: { title: null, grid: null, exprs: panel.places.exprs.map(() => null) } };
}

/** Where the next panel without a place goes: beside the last one, two to a line. */
class Flow {
  private x = 0;
  private y = 0;
  private bottom = 0;

  get next(): GridPlace {
    return { x: this.x, y: this.y, w: 12, h: 8 };
  }

  take({ x, y, w, h }: GridPlace): void {
    this.bottom = Math.max(this.bottom, y + h);
    const fits = x + w + 12 <= 24;
    this.x = fits ? x + w : 0;
    this.y = fits ? y : this.bottom;
  }
}

/** The data sources that are named rather than chosen by a variable. A variable that is not there is a name too. */
function namedSources(
  rows: readonly DashboardRow[],
  variables: Dashboard["variables"],
  inputs: SourceDashboard["inputs"],
): Dashboard["sources"] {
  const known = new Set(variables.map(({ name }) => name));
  const names = new Set<string>();
  const see = (ref: SourceRef) => {
    if (ref.kind === "named" || (ref.kind === "variable" && !known.has(ref.name))) names.add(ref.name);
  };
  for (const { panels } of rows) for (const { targets } of panels) for (const { source } of targets) see(source);
  for (const { source } of variables) see(source);
  const labels = new Map(inputs.map(({ name, label }) => [name, label]));
  return [...names].sort().map((name) => ({ name, label: labels.get(name) ?? name }));
}
