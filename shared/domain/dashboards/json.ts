/** Readers for JSON that somebody else wrote: whatever is not of the expected kind counts as absent. */
export type Json = Readonly<Record<string, unknown>>;

/** Steps from the root: keys of objects and indexes of lists. */
export type JsonPath = readonly (string | number)[];

export function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function asRecord(value: unknown): Json {
  return isRecord(value) ? value : {};
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Own properties only: a key such as `constructor` is a name like any other. Some tools write every key in lower case. */
export function get(record: Json, key: string): unknown {
  if (Object.hasOwn(record, key)) return record[key];
  const lower = key.toLowerCase();
  return lower !== key && Object.hasOwn(record, lower) ? record[lower] : undefined;
}

/** An entry of a table by a name that somebody else wrote; `constructor` is in none. */
export function lookUp<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

export function getRecord(record: Json, key: string): Json {
  return asRecord(get(record, key));
}

export function getList(record: Json, key: string): readonly unknown[] {
  return asList(get(record, key));
}

export function getText(record: Json, key: string): string | null {
  return asText(get(record, key));
}

/** Text, or a number or boolean written as one. */
export function asText(value: unknown): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

/** A finite number, also one written as text. */
export function asNumber(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string" || value.trim() === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

export function getNumber(record: Json, key: string): number | null {
  return asNumber(get(record, key));
}

export function getFlag(record: Json, key: string): boolean {
  return get(record, key) === true;
}

export function getTexts(record: Json, key: string): readonly string[] {
  return getList(record, key).flatMap((item) => asText(item) ?? []);
}
