import type { Json, JsonPath } from "./json.ts";

/** Where the parts of a panel that can be edited stand in the document; null where they cannot. */
export interface PanelPlaces {
  readonly title: JsonPath | null;
  readonly grid: {
    readonly path: JsonPath;
    readonly keys: readonly [x: string, y: string, w: string, h: string];
  } | null;
  /** The query of each target, in order. */
  readonly exprs: readonly (JsonPath | null)[];
}

/** A panel in the shape of Grafana's classic model, whatever the document's own shape is. */
export interface SourcePanel {
  readonly json: Json;
  readonly places: PanelPlaces;
}

export interface SourceRow {
  readonly title: string;
  readonly collapsed: boolean;
  readonly repeat: string | null;
  readonly panels: readonly SourcePanel[];
}

/** A dashboard in the shape of the classic model; what every reader of a format makes. */
export interface SourceDashboard {
  readonly title: string;
  readonly uid: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly timeFrom: string | null;
  readonly variables: readonly { readonly json: Json; readonly current: JsonPath | null }[];
  readonly rows: readonly SourceRow[];
  /** Data sources that the document names by placeholders, with a name for people. */
  readonly inputs: readonly { readonly name: string; readonly label: string }[];
  readonly titlePath: JsonPath | null;
}
