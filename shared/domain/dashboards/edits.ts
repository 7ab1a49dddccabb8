import { z } from "zod";
import { MidwatchError } from "../../base/errors.ts";
import type { DashboardPlaces } from "./importDashboard.ts";
import type { JsonPath } from "./json.ts";
import { replaceAt } from "./jsonText.ts";
import { gridPlace } from "./model.ts";

/** One change to the document; panels by the id they have in the model. */
export const dashboardEdit = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("dashboardTitle"), title: z.string().min(1).max(500) }),
  z.strictObject({ kind: z.literal("panelTitle"), panel: z.string().max(100), title: z.string().max(500) }),
  z.strictObject({
    kind: z.literal("query"),
    panel: z.string().max(100),
    /** Of the panel's targets. */
    target: z.number().int().min(0).max(31),
    expr: z.string().min(1).max(10_000),
  }),
  z.strictObject({ kind: z.literal("place"), panel: z.string().max(100), grid: gridPlace }),
  z.strictObject({
    kind: z.literal("variable"),
    name: z.string().max(200),
    /** `$__all` stands for all. */
    values: z.array(z.string().max(10_000)).max(1000),
    isList: z.boolean(),
  }),
]);
export type DashboardEdit = Readonly<z.infer<typeof dashboardEdit>>;

/** The document's text with the edits in it and everything else as it was. Throws NOT_FOUND for what has no place in it. */
export function applyEdits(text: string, places: DashboardPlaces, edits: readonly DashboardEdit[]): string {
  return edits.reduce((current, edit) => changesOf(edit, places).reduce(applyOne, current), text);
}

interface Change {
  readonly path: JsonPath;
  readonly value: string | number | readonly string[];
}

function applyOne(text: string, { path, value }: Change): string {
  const changed = replaceAt(text, path, value);
  if (changed === null) throw noPlace("What was changed");
  return changed;
}

function changesOf(edit: DashboardEdit, places: DashboardPlaces): readonly Change[] {
  switch (edit.kind) {
    case "dashboardTitle":
      return [{ path: there(places.title, "The title"), value: edit.title }];
    case "panelTitle":
      return [{ path: there(places.panels.get(edit.panel)?.title, "The title of the panel"), value: edit.title }];
    case "query":
      return [
        { path: there(places.panels.get(edit.panel)?.exprs[edit.target], "The query of the panel"), value: edit.expr },
      ];
    case "place": {
      const grid = there(places.panels.get(edit.panel)?.grid, "The place of the panel");
      const { x, y, w, h } = edit.grid;
      return [x, y, w, h].map((value, index) => ({ path: [...grid.path, grid.keys[index] ?? ""], value }));
    }
    case "variable": {
      const path = there(places.variables.get(edit.name), `The variable ${edit.name}`);
      const texts = edit.values.map((value) => (value === "$__all" ? "All" : value));
      const value = edit.isList ? edit.values : (edit.values[0] ?? "");
      return [
        { path: [...path, "value"], value },
        { path: [...path, "text"], value: edit.isList ? texts : (texts[0] ?? "") },
      ];
    }
  }
}

function there<T>(place: T | null | undefined, what: string): T {
  if (place === null || place === undefined) throw noPlace(what);
  return place;
}

function noPlace(what: string): MidwatchError {
  return new MidwatchError(
    "NOT_FOUND",
    `${what} has no place in the document that could be written. Nothing was changed`,
  );
}
