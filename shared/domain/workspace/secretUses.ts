import type { WorkspaceFile } from "./model.ts";

/** The secrets that a workspace names, each with the entries that name it (`sources eu-prometheus`), in the file's order. */
export function secretUses(file: WorkspaceFile | null): ReadonlyMap<string, readonly string[]> {
  const uses = new Map<string, string[]>();
  const visit = (value: unknown, trail: readonly string[]): void => {
    if (typeof value === "string") {
      const name = /^secret:(.+)$/.exec(value)?.[1];
      if (name === undefined) return;
      const used = uses.get(name) ?? [];
      const place = trail.join(" ");
      if (!used.includes(place)) used.push(place);
      uses.set(name, used);
    } else if (Array.isArray(value)) {
      for (const one of value) visit(one, trail);
    } else if (typeof value === "object" && value !== null) {
      const called = nameOf(value);
      for (const [key, one] of Object.entries(value)) {
        // The list's own name, then that of each entry on the way.
        visit(one, trail.length === 0 ? [key] : called === null || trail.includes(called) ? trail : [...trail, called]);
      }
    }
  };
  visit(file, []);
  return uses;
}

function nameOf(value: object): string | null {
  if ("name" in value && typeof value.name === "string") return value.name;
  return "job" in value && typeof value.job === "string" ? value.job : null;
}
