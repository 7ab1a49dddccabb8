import { type FocusEvent, useRef, useState } from "react";

/**
 * Keeps rows where they are while somebody points at them or has the focus among them: live values would move what is about
 * to be pressed. Another `question` (sort, filter) orders anew. `holders` go on the element around the rows.
 */
export function useHeldOrder<Row>(rows: readonly Row[], keyOf: (row: Row) => string, question: string) {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const held = useRef<{ readonly question: string; readonly keys: readonly string[] } | null>(null);
  const holds = pointed || focused;
  const order = holds && held.current?.question === question ? inOrder(rows, keyOf, held.current.keys) : rows;
  held.current = { question, keys: order.map(keyOf) };
  return {
    rows: order,
    holders: {
      onPointerEnter: () => setPointed(true),
      onPointerLeave: () => setPointed(false),
      onFocus: () => setFocused(true),
      onBlur: (event: FocusEvent) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setFocused(false);
      },
    },
  };
}

/** Known rows in the order of `keys`, those that came since behind them. */
export function inOrder<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  keys: readonly string[],
): readonly Row[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  const kept = keys.flatMap((key) => {
    const row = byKey.get(key);
    byKey.delete(key);
    return row === undefined ? [] : [row];
  });
  return [...kept, ...byKey.values()];
}
