/** Steps from the root of parsed JSON: keys of objects and indexes of arrays. */
export type Path = readonly (string | number)[];

/** The one key that JSON.parse makes an ordinary property and a later assignment would make a prototype. */
const forbiddenKey = "__proto__";
const mayHoldForbiddenKey = /__proto__|\\u00/i;

/** Puts `value` where the tree has null. Follows own properties only; throws when there is no such place. */
export function placeAt(root: unknown, path: Path, value: unknown): void {
  const last = path.at(-1);
  if (last === undefined) throw new RangeError("no place at the root");
  const holder = path.slice(0, -1).reduce<unknown>((node, step) => own(node, step)[step], root);
  const place = own(holder, last);
  if (place[last] !== null) throw new RangeError("the place is taken");
  place[last] = value;
}

function own(node: unknown, step: string | number): Record<string | number, unknown> {
  if (!isHolder(node) || !Object.hasOwn(node, step)) throw new RangeError("no such place");
  if (Array.isArray(node) && typeof step !== "number") throw new RangeError("no such place");
  return node;
}

function isHolder(node: unknown): node is Record<string | number, unknown> {
  return typeof node === "object" && node !== null;
}

/** Throws when parsed JSON has a `__proto__` key; looks only where the text could spell one. */
export function assertPlainKeys(text: string, value: unknown): void {
  if (!mayHoldForbiddenKey.test(text)) return;
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const node = pending.pop();
    if (!isHolder(node)) continue;
    if (Object.hasOwn(node, forbiddenKey)) throw new RangeError("a forbidden key");
    for (const child of Object.values(node)) pending.push(child);
  }
}
