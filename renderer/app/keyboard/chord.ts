/** The parts of a keyboard event that name a key. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const modifiers = new Set(["Control", "Meta", "Alt", "Shift", "AltGraph", "CapsLock"]);

/**
 * The key of a press in the notation of bindings: `k`, `?`, `mod+k`, `shift+l`, `space`, `escape`, `arrowdown`.
 * `mod` is Ctrl, or Cmd on a Mac. Null for a bare modifier and for Alt combinations, which belong to the system.
 */
export function chordOf(press: KeyPress): string | null {
  if (modifiers.has(press.key) || press.altKey) return null;
  const key = press.key === " " ? "space" : press.key.toLowerCase();
  const isLetter = /^[a-z]$/.test(key);
  const isNamed = key.length > 1;
  const shift = press.shiftKey && (isLetter || isNamed) ? "shift+" : "";
  const mod = press.ctrlKey || press.metaKey ? "mod+" : "";
  return `${mod}${shift}${key}`;
}

/** A key that types a character: the setting "single-letter keys" switches these off. */
export function isSingleKey(keys: string): boolean {
  return !keys.includes("mod+") && keys.split(" ").some((chord) => chord.replace("shift+", "").length === 1);
}

export type Match<B> =
  | { readonly kind: "run"; readonly binding: B }
  /** The start of a sequence: the next key decides. */
  | { readonly kind: "wait"; readonly pending: string }
  | { readonly kind: "none" };

/** Finds what `chord` after `pending` means; earlier bindings win. */
export function matchKeys<B extends { readonly keys: string }>(
  bindings: readonly B[],
  pending: string,
  chord: string,
): Match<B> {
  const typed = pending === "" ? chord : `${pending} ${chord}`;
  const exact = bindings.find((binding) => binding.keys === typed);
  if (exact) return { kind: "run", binding: exact };
  if (bindings.some((binding) => binding.keys.startsWith(`${typed} `))) return { kind: "wait", pending: typed };
  return pending === "" ? { kind: "none" } : matchKeys(bindings, "", chord);
}

const capNames: Readonly<Record<string, string>> = {
  escape: "Esc",
  space: "Space",
  enter: "Enter",
  tab: "Tab",
  home: "Home",
  end: "End",
  arrowup: "Up",
  arrowdown: "Down",
  arrowleft: "Left",
  arrowright: "Right",
  shift: "Shift",
};

/** `g w` to `["G", "then", "W"]`, `mod+k` to `["Ctrl", "K"]` (`⌘` on a Mac). */
export function capsOf(keys: string, mac = false): readonly string[] {
  return keys.split(" ").flatMap((chord, index) => {
    const caps = chord.split("+").map((part) => {
      if (part === "mod") return mac ? "⌘" : "Ctrl";
      return capNames[part] ?? part.toUpperCase();
    });
    return index === 0 ? caps : ["then", ...caps];
  });
}

export const isMac = typeof navigator !== "undefined" && navigator.platform.startsWith("Mac");
