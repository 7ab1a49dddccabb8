import { type RefObject, useEffect, useRef } from "react";

/**
 * The window is titled by its screen. A screen that is left may have held the focus: the next one then takes it, or the
 * keyboard would begin at the top of the page again and a screen reader would say nothing.
 */
export function useNextScreen(main: RefObject<HTMLElement | null>, title: string): void {
  const shown = useRef(title);
  useEffect(() => {
    document.title = `${title}, Midwatch`;
    if (shown.current !== title && document.activeElement === document.body) main.current?.focus();
    shown.current = title;
    return () => {
      document.title = "Midwatch";
    };
  }, [main, title]);
}
