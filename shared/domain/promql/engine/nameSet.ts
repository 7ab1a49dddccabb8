/** Lists that queries name; when there are more, all are made anew. */
const mostKept = 256;
const known = new Map<string, ReadonlySet<string>>();

/** The same set for the same list, so that what was made by it can be found again. */
export function nameSet(names: readonly string[]): ReadonlySet<string> {
  const key = names.join("\u0000");
  let set = known.get(key);
  if (!set) {
    if (known.size === mostKept) known.clear();
    set = new Set(names);
    known.set(key, set);
  }
  return set;
}
