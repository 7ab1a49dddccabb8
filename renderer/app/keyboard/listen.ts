import { chordOf, isSingleKey, matchKeys } from "./chord.ts";
import type { KeyBinding, KeyScope } from "./keysStore.ts";

const sequenceMs = 1000;
const typing =
  'input:not([type="checkbox"]):not([type="radio"]), textarea, select, [contenteditable="true"], [role="combobox"], [data-typing]';
const pressed =
  'button, a[href], summary, label, [role="option"], [role="menuitem"], [role="radio"], [role="checkbox"]';
const modal = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';

export interface ListenOptions {
  readonly scopes: () => readonly KeyScope[];
  /** The setting "single-letter keys". */
  readonly singleKeys: () => boolean;
  readonly nowMs: () => number;
}

/** One listener for the whole page; what a focused widget handled itself is left alone. Returns its end. */
export function listenForKeys(page: Window, { scopes, singleKeys, nowMs }: ListenOptions): () => void {
  let pending = "";
  let pendingUntilMs = 0;

  const onKeyDown = (event: KeyboardEvent) => {
    const chord = chordOf(event);
    if (chord === null || event.defaultPrevented || event.isComposing) return;
    const target = event.target instanceof Element ? event.target : null;
    const bindings = activeBindings(scopes(), target).filter((binding) =>
      allowed(binding, { target, singleKeys: singleKeys() }),
    );
    const match = matchKeys(bindings, nowMs() < pendingUntilMs ? pending : "", chord);
    pending = match.kind === "wait" ? match.pending : "";
    pendingUntilMs = nowMs() + sequenceMs;
    if (match.kind === "none") return;
    event.preventDefault();
    if (match.kind === "run") match.binding.run?.();
  };

  page.addEventListener("keydown", onKeyDown);
  return () => page.removeEventListener("keydown", onKeyDown);
}

/** Youngest scope first; in a dialog its own keys and the modified ones. */
function activeBindings(scopes: readonly KeyScope[], target: Element | null): readonly KeyBinding[] {
  const inDialog = target?.closest(modal) != null;
  return [...scopes]
    .reverse()
    .flatMap((scope) =>
      scope.inDialog === inDialog
        ? scope.bindings
        : inDialog
          ? scope.bindings.filter(({ whileTyping }) => whileTyping)
          : [],
    )
    .filter((binding) => binding.run !== undefined);
}

function allowed(
  { keys, whileTyping }: KeyBinding,
  { target, singleKeys }: { readonly target: Element | null; readonly singleKeys: boolean },
): boolean {
  if (whileTyping) return true;
  if (target?.closest(typing)) return false;
  if ((keys === "space" || keys === "enter") && target?.closest(pressed)) return false;
  return singleKeys || !isSingleKey(keys);
}
