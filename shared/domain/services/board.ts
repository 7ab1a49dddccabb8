import type { Unit } from "../format/units.ts";
import type { Scope } from "./expressions.ts";
import type { ServiceFacts } from "./model.ts";
import { mostPlainPanels, plainPanels } from "./presets/plain.ts";
import type { BoardPanel } from "./presets/preset.ts";
import { presetNamed } from "./presets/presets.ts";

export interface BoardSection {
  readonly id: string;
  readonly title: string;
  readonly panels: readonly BoardPanel[];
  /** Metrics that no panel shows. */
  readonly left: number;
}

/** The charts of a service: a section for each thing it is known to be, and one for everything else it tells. */
export function serviceBoard(
  scope: Scope,
  { presets, metrics }: ServiceFacts,
  unitOf: (query: string) => Unit,
): readonly BoardSection[] {
  const known = presets.flatMap((id) => presetNamed(id) ?? []);
  const sections = known.map(({ id, title, panels }) => ({ id, title, panels: panels(scope), left: 0 }));
  const others = metrics.filter(({ name }) => !isTargets(name) && !known.some(({ covers }) => covers(name)));
  const plain = plainPanels(scope, others, unitOf);
  const rest = { id: "other", title: "Other metrics", panels: plain.slice(0, mostPlainPanels) };
  return [...sections, { ...rest, left: plain.length - rest.panels.length }].filter(({ panels }) => panels.length > 0);
}

/** What is written for every target, whatever it serves. */
function isTargets(name: string): boolean {
  return name === "up" || name.startsWith("scrape_");
}
