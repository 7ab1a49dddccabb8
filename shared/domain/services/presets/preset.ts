import type { Unit } from "../../format/units.ts";
import type { Scope } from "../expressions.ts";
import type { SignalQueries } from "../model.ts";

/** One chart of a service's board. */
export interface BoardPanel {
  readonly title: string;
  readonly unit: Unit;
  /** Shares of a whole: the axis ends at 100 %. */
  readonly whole?: boolean;
  readonly queries: readonly BoardQuery[];
}

export interface BoardQuery {
  /** What its line is called, or whose values name its lines (`{ per: "handler" }`); null for all that tells them apart. */
  readonly legend: string | { readonly per: string } | null;
  readonly expr: string;
}

/** Knowledge about one kind of server: how its metrics are known, and what they say. */
export interface Preset {
  readonly id: string;
  /** As people call it. */
  readonly title: string;
  /** It occupies the GPUs of its hosts, unless the workspace says how many. */
  readonly servesModels: boolean;
  /** True when a service with these metrics is one. */
  isTold(names: ReadonlySet<string>): boolean;
  /** The metrics whose labels say by what the service can be divided. */
  mainMetrics(names: ReadonlySet<string>): readonly string[];
  signals(scope: Scope): SignalQueries;
  panels(scope: Scope): readonly BoardPanel[];
  /** Metrics that its panels cover: the plain board leaves them out. */
  covers(name: string): boolean;
}

type Line = readonly [legend: BoardQuery["legend"], expr: string | null];

/** A panel of the lines that there are; none when there are none. */
export function panel(
  title: string,
  unit: Unit,
  lines: readonly Line[],
  options: { readonly whole?: boolean } = {},
): readonly BoardPanel[] {
  const queries = lines.flatMap(([legend, expr]) => (expr === null ? [] : [{ legend, expr }]));
  return queries.length === 0 ? [] : [{ title, unit, queries, ...options }];
}

/** Signals without those that the service does not tell. */
export function told(signals: Readonly<Record<string, string | null>>): SignalQueries {
  return Object.fromEntries(Object.entries(signals).filter(([, expr]) => expr !== null));
}
