import type { Disposable } from "../../shared/base/disposable.ts";
import { Emitter } from "../../shared/base/emitter.ts";
import type { SettingsStore } from "../services/store/types.ts";
import type { SendingSwitch } from "./handlers/notify.ts";

/**
 * Whether this console sends pages, as its own settings keep it. It is off at first, and in no file of the workspace: of all
 * consoles that share one, those that are asked to send do.
 */
export function createSendingSwitch(settings: Pick<SettingsStore, "get" | "set">): SendingSwitch & Disposable {
  const changed = new Emitter<void>();
  return {
    get isOn() {
      return settings.get().sendsPages;
    },
    onChange: changed.event,
    async set(isOn) {
      await settings.set({ sendsPages: isOn });
      changed.fire();
    },
    dispose: () => changed.dispose(),
  };
}
