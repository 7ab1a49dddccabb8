import { terminalsStore } from "./terminalsStore.ts";

const storageKey = "midwatch.terminals";

/**
 * Goes on with the drawer that this window had before its page was loaded anew, and keeps it from then on: the terminals
 * themselves live in the console. Tabs that were opened meanwhile stand after those.
 */
export async function keepTerminals(storage: Pick<Storage, "getItem" | "setItem">): Promise<void> {
  const text = storage.getItem(storageKey);
  terminalsStore.subscribe((state) => storage.setItem(storageKey, JSON.stringify(state)));
  if (text === null) return;
  const kept = (await import("./keptTerminals.ts")).keptTerminals(text);
  if (!kept) return;
  terminalsStore.setState(({ tabs, active, open }) => ({
    ...kept,
    tabs: [...kept.tabs, ...tabs],
    active: active ?? kept.active,
    open: open || kept.open,
  }));
}
