import { create } from "zustand";

export interface KeyBinding {
  /** `k`, `?`, `mod+k`, `shift+l`, `g w`, `space`, `escape`. */
  readonly keys: string;
  /** What it does, in two or three words: shown in the status bar and in the list of keys. */
  readonly label: string;
  /** Absent when the key is handled where the focus is (Enter in a table); it is then only shown. */
  readonly run?: () => void;
  /** Caps to draw in place of the keys' own: `["J", "K"]` for a pair. */
  readonly caps?: readonly string[];
  /** Works in text fields as well: for modified keys that no field needs. */
  readonly whileTyping?: boolean;
  /** Works, but stands neither in the status bar nor in the list. */
  readonly hidden?: boolean;
  /** In the list of keys, not in the status bar. */
  readonly listOnly?: boolean;
}

export interface KeyScope {
  readonly id: string;
  /** Heading in the list of keys: "Global", "Hosts". */
  readonly name: string;
  readonly bindings: readonly KeyBinding[];
  /** Holds while a dialog is open, and only then. */
  readonly inDialog: boolean;
}

/** Scopes by age; the youngest wins. */
export const keysStore = create<{ readonly scopes: readonly KeyScope[] }>(() => ({ scopes: [] }));

/** A scope whose bindings change keeps its age. */
export function putScope(scope: KeyScope): void {
  keysStore.setState(({ scopes }) => {
    const isKnown = scopes.some(({ id }) => id === scope.id);
    return { scopes: isKnown ? scopes.map((one) => (one.id === scope.id ? scope : one)) : [...scopes, scope] };
  });
}

export function removeScope(id: string): void {
  keysStore.setState(({ scopes }) => ({ scopes: scopes.filter((scope) => scope.id !== id) }));
}
