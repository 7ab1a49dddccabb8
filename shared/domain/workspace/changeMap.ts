import { type Document, isMap, isScalar, type YAMLMap } from "yaml";

/** Makes a map of a file say `wanted`; where it says so already it stays as it was written. */
export function changeMap(document: Document, map: YAMLMap, wanted: Readonly<Record<string, unknown>>): void {
  for (const key of map.items.map((pair) => (isScalar(pair.key) ? pair.key.value : pair.key))) {
    if (typeof key !== "string" || !Object.hasOwn(wanted, key)) map.delete(key);
  }
  for (const [key, value] of Object.entries(wanted)) {
    const before = map.get(key, true);
    if (isMap(before) && isObject(value)) changeMap(document, before, value);
    else if (isScalar(before) && before.value === value) continue;
    else map.set(key, isObject(value) ? document.createNode(value) : value);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
