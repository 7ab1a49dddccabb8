import { useLayoutEffect, useState } from "react";
import { navigate } from "../state/navigation.ts";
import { settingsStore } from "../state/settingsStore.ts";
import { toggleTerminals } from "../state/terminalsStore.ts";
import { screens } from "./frame/Rail.tsx";
import { KeysDialog } from "./keyboard/KeysDialog.tsx";
import { keysStore } from "./keyboard/keysStore.ts";
import { listenForKeys } from "./keyboard/listen.ts";
import { useKeys } from "./keyboard/useKeys.ts";
import { closePalette, openPalette, paletteStore } from "./palette/paletteStore.ts";

/** The keys that work on every screen, and the page's one key listener. */
export function GlobalKeys() {
  const [listOpen, setListOpen] = useState(false);
  useLayoutEffect(
    () =>
      listenForKeys(window, {
        scopes: () => keysStore.getState().scopes,
        singleKeys: () => settingsStore.getState().singleKeys,
        nowMs: () => performance.now(),
      }),
    [],
  );
  useKeys("Global", [
    { keys: "mod+k", label: "Search or run a command", listOnly: true, whileTyping: true, run: togglePalette },
    ...screens.map(({ label, route, keys }) => ({
      keys,
      label: `Go to ${label}`,
      listOnly: true,
      run: () => navigate(route),
    })),
    { keys: "mod+`", label: "Show or hide terminals", listOnly: true, whileTyping: true, run: toggleTerminals },
    { keys: "/", label: "Filter", listOnly: true, run: focusFilter },
    { keys: "escape", label: "Close one layer", listOnly: true },
    { keys: "?", label: "All keys", run: () => setListOpen(true) },
  ]);
  return <KeysDialog open={listOpen} onClose={() => setListOpen(false)} />;
}

function togglePalette(): void {
  if (paletteStore.getState().open) closePalette();
  else openPalette();
}

/** The first filter field of the screen. */
function focusFilter(): void {
  document.querySelector<HTMLInputElement>("main [data-filter]")?.focus();
}
