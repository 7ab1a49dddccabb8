import { type RefObject, useEffect, useRef, useState } from "react";

/** Panels this near to the view are asked for already. */
const margin = "120px";

/** Whether an element is in view, and how wide it is; null before it was measured. */
export function useSeen(): readonly [
  RefObject<HTMLDivElement | null>,
  { readonly visible: boolean; readonly width: number | null },
] {
  const ref = useRef<HTMLDivElement>(null);
  const [visible, setVisible] = useState(false);
  const [width, setWidth] = useState<number | null>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const seen = new IntersectionObserver(([entry]) => setVisible(entry?.isIntersecting ?? false), {
      rootMargin: margin,
    });
    const sized = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0) || null));
    seen.observe(element);
    sized.observe(element);
    return () => {
      seen.disconnect();
      sized.disconnect();
    };
  }, []);
  return [ref, { visible, width }];
}
