import { storedWords } from "./storedWords.ts";

const key = "midwatch.queries.v1";
const most = 100;

/** The queries that were run on this computer, newest first; each once. Storage that fails keeps none. */
export function readHistory(storage: Pick<Storage, "getItem">): readonly string[] {
  return storedWords(storage, key) ?? [];
}

export function rememberQueries(storage: Pick<Storage, "getItem" | "setItem">, queries: readonly string[]): void {
  const run = queries.map((query) => query.trim()).filter((query) => query !== "");
  if (run.length === 0) return;
  const next = [...new Set([...run, ...readHistory(storage)])].slice(0, most);
  try {
    storage.setItem(key, JSON.stringify(next));
  } catch {
    // Full or forbidden: the history is a convenience, the query runs all the same.
  }
}
