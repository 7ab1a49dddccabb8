import type { Values } from "./builtins.ts";
import type { SourceRef } from "./model.ts";

/** Which source a reference of a dashboard means. */
export interface SourceMapping {
  /** Every source there is, the default first. */
  readonly sources: readonly string[];
  /** What the viewer chose for names that no source has. */
  readonly chosen: ReadonlyMap<string, string>;
}

/** The source that is asked: the chosen one, one of the same name, or the default. */
export function sourceFor(ref: SourceRef, values: Values, { sources, chosen }: SourceMapping): string {
  const fallback = sources[0] ?? "local";
  const named = (name: string) => {
    const picked = chosen.get(name);
    if (picked !== undefined && sources.includes(picked)) return picked;
    return sources.find((source) => source.toLowerCase() === name.toLowerCase()) ?? fallback;
  };
  switch (ref.kind) {
    case "default":
      return fallback;
    case "named":
      return named(ref.name);
    case "variable":
      return named(values.get(ref.name)?.values[0] ?? ref.name);
  }
}
