type Fields = { readonly [key: string]: unknown };

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The merge patch (RFC 7386) that makes `before` into `after`: null takes a key away, an array is replaced as a whole. */
export function mergePatchOf(before: unknown, after: unknown): unknown {
  if (!isFields(before) || !isFields(after)) return after;
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const patch: Record<string, unknown> = {};
  for (const key of keys) {
    if (!Object.hasOwn(after, key)) patch[key] = null;
    else if (JSON.stringify(before[key]) !== JSON.stringify(after[key]))
      patch[key] = mergePatchOf(before[key], after[key]);
  }
  return patch;
}

/** True when the patch would change nothing: what it says is so already. */
export function holdsPatch(object: unknown, patch: unknown): boolean {
  if (!isFields(patch)) return JSON.stringify(object) === JSON.stringify(patch);
  const fields = isFields(object) ? object : {};
  return Object.entries(patch).every(([key, value]) =>
    value === null ? !Object.hasOwn(fields, key) : holdsPatch(fields[key], value),
  );
}

/** What differs, path by path: `spec.replicas: 3 -> 5`. Of metadata only labels and annotations; nothing of the status. */
export function differences(before: unknown, after: unknown, path = ""): readonly string[] {
  if (isFields(before) && isFields(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => isAsked(path, key));
    return keys.flatMap((key) => differences(before[key], after[key], path === "" ? key : `${path}.${key}`));
  }
  const [from, to] = [shown(before), shown(after)];
  return from === to ? [] : [`${path}: ${from} -> ${to}`];
}

function isAsked(path: string, key: string): boolean {
  if (path === "") return key !== "status" && key !== "apiVersion" && key !== "kind";
  return path !== "metadata" || key === "labels" || key === "annotations";
}

function shown(value: unknown): string {
  const text = value === undefined ? "none" : (JSON.stringify(value) ?? "none");
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
