import { useEffect, useRef } from "react";

/** Calls `letGo` when a row of another table comes into hand: keys act on one row of the screen. */
export function useLetGo(table: string, letGo: () => void): void {
  const latest = useRef(letGo);
  latest.current = letGo;
  useEffect(() => {
    const onFocus = ({ target }: FocusEvent) => {
      const row = target instanceof Element ? target.closest("tbody tr") : null;
      if (row && row.closest("table")?.getAttribute("aria-label") !== table) latest.current();
    };
    document.addEventListener("focusin", onFocus);
    return () => document.removeEventListener("focusin", onFocus);
  }, [table]);
}
