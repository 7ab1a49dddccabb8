import { create } from "zustand";
import { storedWords } from "../../state/storedWords.ts";

const key = "midwatch.services.hiddenColumns.v1";

/** Not among the figures that every service is judged by: shown once somebody asks for them. */
const hiddenAtFirst: readonly string[] = ["running", "promptTokens", "cost"];

export function readHidden(storage: Pick<Storage, "getItem">): readonly string[] {
  return storedWords(storage, key) ?? hiddenAtFirst;
}

/** Columns of the Services table that are not shown on this computer. */
export const hiddenColumnsStore = create<{ readonly hidden: readonly string[] }>(() => ({
  hidden: readHidden(localStorage),
}));

export function hideColumns(hidden: readonly string[], storage: Pick<Storage, "setItem"> = localStorage): void {
  hiddenColumnsStore.setState({ hidden });
  try {
    storage.setItem(key, JSON.stringify(hidden));
  } catch {
    // Full or forbidden: the choice holds until the page is left.
  }
}
