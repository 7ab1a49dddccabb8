import { useEffect, useId } from "react";
import { create } from "zustand";
import type { PaletteEntry } from "./entries.ts";

export interface PaletteState {
  readonly open: boolean;
  /** What the field starts with: a scope's prefix. */
  readonly input: string;
  readonly sources: ReadonlyMap<string, readonly PaletteEntry[]>;
}

export const paletteStore = create<PaletteState>(() => ({ open: false, input: "", sources: new Map() }));

export function openPalette(input = ""): void {
  paletteStore.setState({ open: true, input });
}

export function closePalette(): void {
  paletteStore.setState({ open: false });
}

/** Contributes entries while mounted. Memoise them: a new array is a new contribution. */
export function usePaletteEntries(entries: readonly PaletteEntry[]): void {
  const id = useId();
  useEffect(() => {
    paletteStore.setState(({ sources }) => ({ sources: new Map(sources).set(id, entries) }));
    return () =>
      paletteStore.setState(({ sources }) => {
        const next = new Map(sources);
        next.delete(id);
        return { sources: next };
      });
  }, [id, entries]);
}
