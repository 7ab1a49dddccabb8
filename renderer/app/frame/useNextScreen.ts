import { type RefObject, useEffect, useRef } from "react";

/**
 * The window is titled by its screen. A screen that is left may have held the focus: the next one then takes it, or the
 * keyboard would begin at the top of the page again and a screen reader would say nothing.
 */
export function useNextScreen(main: RefObject<HTMLElement | null>, title: string): void {
  const shown = useRef(title);
  useEffect(() => {
    document.title = `${title}, Midwatch`;
    if (shown.current !== title && !isHeld(document.activeElement)) main.current?.focus();
    shown.current = title;
    return () => {
      document.title = "Midwatch";
    };
  }, [main, title]);
}

/** A screen that waits for its code hides the one before it, whose focus is lost a moment later. */
function isHeld(element: Element | null): boolean {
  return element !== null && element !== document.body && element.checkVisibility();
}
