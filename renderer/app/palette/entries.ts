import type { LucideIcon } from "lucide-react";
import { type FuzzyMatch, fuzzyMatch, type Ranges } from "./fuzzy.ts";

export type PaletteGroup = "goto" | "host" | "service" | "runbook" | "query" | "action" | "setting";

/** Something the palette can do or go to. */
export interface PaletteEntry {
  readonly id: string;
  readonly group: PaletteGroup;
  readonly title: string;
  /** Dimmed after the title; matched with less weight. */
  readonly detail?: string;
  readonly icon: LucideIcon;
  readonly mono?: boolean;
  /** In the notation of bindings (`g h`). */
  readonly keys?: string;
  /** What it leads to changes a system, and writing is locked now. */
  readonly needsWriteMode?: boolean;
  readonly run: () => void;
}

export const scopes = [
  { id: "all", label: "All", prefix: "" },
  { id: "action", label: "Actions", prefix: ">" },
  { id: "host", label: "Hosts", prefix: "@" },
  { id: "service", label: "Services", prefix: "#" },
  { id: "runbook", label: "Runbooks", prefix: "!" },
  { id: "query", label: "Queries", prefix: "=" },
  { id: "setting", label: "Settings", prefix: "," },
] as const;
export type ScopeId = (typeof scopes)[number]["id"];

/** `@a09` is scope host with the text `a09`. */
export function parseInput(input: string): { readonly scope: ScopeId; readonly text: string } {
  const found = scopes.find(({ prefix }) => prefix !== "" && input.startsWith(prefix));
  return found
    ? { scope: found.id, text: input.slice(found.prefix.length).trim() }
    : { scope: "all", text: input.trim() };
}

export interface PaletteResult {
  readonly entry: PaletteEntry;
  readonly score: number;
  readonly titleRanges: Ranges;
  readonly detailRanges: Ranges;
}

const titleWeight = 2;
const perGroup = 8;

/** Entries of the scope that match, best first. Without text all of the scope in their own order. */
export function rank(entries: readonly PaletteEntry[], scope: ScopeId, text: string): readonly PaletteResult[] {
  const inScope = entries.filter((entry) => scope === "all" || entry.group === scope);
  if (text === "") return inScope.map((entry) => ({ entry, score: 0, titleRanges: [], detailRanges: [] }));
  return inScope
    .map((entry) => match(entry, text))
    .filter((result) => result !== null)
    .sort((a, b) => b.score - a.score);
}

function match(entry: PaletteEntry, text: string): PaletteResult | null {
  const title = fuzzyMatch(text, entry.title);
  if (title) return { entry, score: title.score * titleWeight, titleRanges: title.ranges, detailRanges: [] };
  const { detail } = entry;
  if (!detail) return null;
  const whole = fuzzyMatch(text, `${entry.title} ${detail}`);
  return whole ? { entry, score: whole.score, ...splitRanges(whole, entry.title.length) } : null;
}

/** Ranges over "title detail" as ranges over each. */
function splitRanges({ ranges }: FuzzyMatch, titleLength: number): { titleRanges: Ranges; detailRanges: Ranges } {
  const titleRanges = ranges
    .filter(([start]) => start < titleLength)
    .map(([start, end]) => [start, Math.min(end, titleLength)] as const);
  const from = titleLength + 1;
  const detailRanges = ranges
    .filter(([, end]) => end > from)
    .map(([start, end]) => [Math.max(start, from) - from, end - from] as const);
  return { titleRanges, detailRanges };
}

export interface PaletteSection {
  readonly id: string;
  readonly heading: string;
  readonly results: readonly PaletteResult[];
  /** How many matched; the section may show fewer. */
  readonly total: number;
}

const groupHeadings: Readonly<Record<PaletteGroup, string>> = {
  goto: "Go to",
  host: "Hosts",
  service: "Services",
  runbook: "Runbooks",
  query: "Queries",
  action: "Actions",
  setting: "Settings",
};
const groupOrder: readonly PaletteGroup[] = ["goto", "host", "service", "runbook", "query", "action", "setting"];

/** The best match alone on top, then the groups; a group in its own scope is shown whole. */
export function sections(results: readonly PaletteResult[], scope: ScopeId, text: string): readonly PaletteSection[] {
  const [best] = results;
  const rest = text === "" || !best ? results : results.slice(1);
  const limit = scope === "all" ? perGroup : Number.POSITIVE_INFINITY;
  const groups = groupOrder.flatMap((group): PaletteSection[] => {
    const all = rest.filter(({ entry }) => entry.group === group);
    if (all.length === 0) return [];
    return [{ id: group, heading: groupHeadings[group], results: all.slice(0, limit), total: all.length }];
  });
  if (text === "" || !best) return groups;
  return [{ id: "best", heading: "Best match", results: [best], total: 1 }, ...groups];
}
