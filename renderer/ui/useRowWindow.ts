import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

/** Below that many rows all are drawn. */
const fewRows = 150;
/** Drawn beyond what is seen, on each side: each costs in every frame of scrolling. */
const spareRows = 3;

export interface RowWindow {
  /** The rows that are drawn: from, inclusive, to, exclusive. */
  readonly from: number;
  readonly to: number;
  /** Scrolls to a row so that it is drawn when this returns. */
  readonly reveal: (index: number) => void;
}

/** Which rows of a long table to draw: those in sight of the box that scrolls it. Rows are `rowPx` high. */
export function useRowWindow(
  table: RefObject<HTMLElement | null>,
  { count, rowPx, enabled }: { readonly count: number; readonly rowPx: number; readonly enabled: boolean },
): RowWindow {
  const isLong = enabled && count > fewRows;
  const [first, setFirst] = useState(0);
  const [seen, setSeen] = useState(fewRows);

  const scrollBox = useRef<HTMLElement>(null);

  const measure = useCallback(() => {
    const box = scrollBox.current;
    if (!box) return;
    // Row by row, so that no frame has more to draw than was scrolled in it.
    setFirst(Math.floor(box.scrollTop / rowPx));
    setSeen(Math.ceil(box.clientHeight / rowPx));
  }, [rowPx]);

  useLayoutEffect(() => {
    const box = isLong ? scrollBoxOf(table.current) : null;
    scrollBox.current = box;
    if (!box) return undefined;
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(box);
    box.addEventListener("scroll", measure, { passive: true });
    return () => {
      sizes.disconnect();
      box.removeEventListener("scroll", measure);
    };
  }, [isLong, measure, table]);

  const reveal = useCallback(
    (index: number) => {
      const box = scrollBox.current;
      if (!box) return;
      box.scrollTop = Math.max(0, index * rowPx - box.clientHeight / 2);
      flushSync(measure);
    },
    [rowPx, measure],
  );

  if (!isLong) return { from: 0, to: count, reveal };
  // A list that became shorter leaves the box scrolled further than there is.
  const from = Math.max(0, Math.min(first - spareRows, count - seen - spareRows));
  return { from, to: Math.min(count, from + seen + 1 + 2 * spareRows), reveal };
}

function scrollBoxOf(element: HTMLElement | null): HTMLElement | null {
  for (let box = element?.parentElement ?? null; box; box = box.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(box).overflowY)) return box;
  }
  return null;
}
