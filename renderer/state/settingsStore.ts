import { create } from "zustand";
import type { appArea } from "../../shared/contract/areas/app.ts";
import type { Result } from "../../shared/contract/define.ts";
import type { Call } from "./client.ts";

export type Settings = Result<(typeof appArea)["settings.get"]>;

/** What the page starts with until the host process has answered. */
const defaults: Settings = {
  theme: "dark",
  singleKeys: true,
  clock: "utc",
  notify: "critical",
  sound: true,
  screenReader: false,
};

export const settingsStore = create<Settings>(() => defaults);

/** Shows the change at once and saves it; goes back and rejects when it could not be saved. */
export async function changeSettings(call: Call, change: Partial<Settings>): Promise<void> {
  const before = settingsStore.getState();
  settingsStore.setState(change);
  try {
    await call("settings.set", change);
  } catch (error) {
    settingsStore.setState(before);
    throw error;
  }
}
