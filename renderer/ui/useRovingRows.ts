import { type KeyboardEvent, useCallback, useContext, useRef } from "react";
import { SingleKeys } from "./singleKeys.ts";

export interface RovingRows {
  /** Gives a row its element to focus. */
  readonly register: (key: string, element: HTMLElement | null) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly focusRow: (key: string) => void;
  /** Moves the current row by `delta`, from nothing to the first; focuses it. */
  readonly move: (delta: number) => void;
}

/** Where a key leads in a list of `count` rows from `index` (-1 when none is current); null when it is no movement. */
export function rowAfterKey(key: string, index: number, count: number, singleKeys: boolean): number | null {
  if (count === 0) return null;
  const letter = singleKeys ? key : "";
  if (key === "ArrowDown" || letter === "j") return Math.min(count - 1, index + 1);
  if (key === "ArrowUp" || letter === "k") return Math.max(0, index - 1);
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return null;
}

/** One tab stop for a list of rows: arrows, J K, Home, End move; Enter opens. Focus and selection go together. */
export function useRovingRows(options: {
  readonly keys: readonly string[];
  readonly current: string | null;
  readonly onCurrent: ((key: string) => void) | undefined;
  readonly onOpen: ((key: string) => void) | undefined;
  /** Draws a row that is not: long tables draw what is in sight. */
  readonly reveal?: (index: number) => void;
}): RovingRows {
  const singleKeys = useContext(SingleKeys);
  const elements = useRef(new Map<string, HTMLElement>());
  const latest = useRef(options);
  latest.current = options;

  const register = useCallback((key: string, element: HTMLElement | null) => {
    if (element) elements.current.set(key, element);
    else elements.current.delete(key);
  }, []);

  const focusRow = useCallback((key: string) => {
    if (!elements.current.has(key)) latest.current.reveal?.(latest.current.keys.indexOf(key));
    const element = elements.current.get(key);
    element?.focus();
    element?.scrollIntoView({ block: "nearest" });
  }, []);

  const goTo = useCallback(
    (index: number) => {
      const key = latest.current.keys[index];
      if (key === undefined) return;
      latest.current.onCurrent?.(key);
      focusRow(key);
    },
    [focusRow],
  );

  const move = useCallback(
    (delta: number) => {
      const { keys, current } = latest.current;
      const index = current === null ? -1 : keys.indexOf(current);
      if (keys.length > 0) goTo(index < 0 ? 0 : Math.max(0, Math.min(keys.length - 1, index + delta)));
    },
    [goTo],
  );

  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isControl(event.target)) return;
      const { keys, current, onOpen } = latest.current;
      if (event.key === "Enter" && current !== null && onOpen) {
        event.preventDefault();
        onOpen(current);
        return;
      }
      const index = current === null ? -1 : keys.indexOf(current);
      const next = rowAfterKey(event.key, index, keys.length, singleKeys);
      if (next === null) return;
      event.preventDefault();
      event.stopPropagation();
      goTo(next);
    },
    [goTo, singleKeys],
  );

  return { register, onKeyDown, focusRow, move };
}

/** A control inside a row keeps its own keys. */
function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest("button, a, input, select, textarea") !== null;
}
