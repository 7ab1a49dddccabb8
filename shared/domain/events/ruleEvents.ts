import { z } from "zod";
import { nameOf } from "../alerts/rules/lintRules.ts";
import type { RuleGroup } from "../alerts/rules/ruleFile.ts";
import { type EventDraft, eventDraft } from "./fleetEvent.ts";

/** What the rules of each file say, by file and rule name. */
export const knownRules = z.record(z.string(), z.record(z.string(), z.string()));
export type KnownRules = Readonly<Record<string, Readonly<Record<string, string>>>>;

const mostNamed = 3;

/** Rule files that say something else than they did; nothing where nothing was known before. */
export function ruleEvents(
  before: KnownRules | null,
  groups: readonly RuleGroup[],
  nowMs: number,
): { readonly events: readonly EventDraft[]; readonly known: KnownRules } {
  const known = saidBy(groups);
  if (before === null) return { events: [], known };
  const files = new Set([...Object.keys(before), ...Object.keys(known)]);
  const events = [...files].flatMap((file) => {
    const text = changeText(before[file] ?? {}, known[file] ?? {});
    if (text === "") return [];
    return eventDraft({
      key: `rules ${file}`,
      sameWithinMs: 0,
      atMs: nowMs,
      kind: "rules",
      severity: "info",
      title: "Rules changed",
      text: `${file}: ${text}`,
      origin: "workspace",
    });
  });
  return { events, known };
}

/** Where a rule stands in its file is not what it says. */
function saidBy(groups: readonly RuleGroup[]): KnownRules {
  const files: Record<string, Record<string, string>> = {};
  for (const { file, rules, intervalMs } of groups) {
    const said = files[file] ?? {};
    files[file] = said;
    for (const rule of rules) {
      const name = nameOf(rule);
      said[name] = (said[name] ?? "") + JSON.stringify([intervalMs, { ...rule, line: 0 }]);
    }
  }
  return files;
}

function changeText(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string {
  const added = Object.keys(after).filter((name) => !(name in before));
  const removed = Object.keys(before).filter((name) => !(name in after));
  const changed = Object.keys(after).filter((name) => name in before && before[name] !== after[name]);
  return [named(added, "added"), named(changed, "changed"), named(removed, "removed")].filter(Boolean).join("; ");
}

function named(names: readonly string[], word: string): string {
  if (names.length === 0) return "";
  const more = names.length - mostNamed;
  return `${names.slice(0, mostNamed).join(", ")}${more > 0 ? ` and ${more} more` : ""} ${word}`;
}
