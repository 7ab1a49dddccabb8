/** A list of words that was kept on this computer; null when there is none, or something else stands there. */
export function storedWords(storage: Pick<Storage, "getItem">, key: string): readonly string[] | null {
  try {
    const kept: unknown = JSON.parse(storage.getItem(key) ?? "null");
    return Array.isArray(kept) && kept.every((word) => typeof word === "string") ? kept : null;
  } catch {
    return null;
  }
}
