import { useSyncExternalStore } from "react";

/** Whether a media query holds now. */
export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", onChange);
      return () => list.removeEventListener("change", onChange);
    },
    () => window.matchMedia(query).matches,
  );
}

export type LayoutWidth = "narrow" | "normal" | "wide";

/** narrow (under 1180): the right column is a drawer. wide (from 1600): more columns, roomier rows, same text. */
export function useLayoutWidth(): LayoutWidth {
  const wide = useMediaQuery("(min-width: 1600px)");
  const narrow = useMediaQuery("(max-width: 1179px)");
  return wide ? "wide" : narrow ? "narrow" : "normal";
}

/** Under 1360: the main column beside a right one has no room for tables of more than some ten columns. */
export function useIsTight(): boolean {
  return useMediaQuery("(max-width: 1359px)");
}
