import { useCallback, useRef, useState } from "react";

/**
 * State that is offered a value with every sample and seldom changes. React's own keeps each offer that changes nothing,
 * with all that it closes over, until the component is drawn again: on a steady screen, for ever.
 */
export function useSteadyState<T>(initial: T): readonly [T, (next: (held: T) => T) => void] {
  const [drawn, setDrawn] = useState(initial);
  const held = useRef(initial);
  const change = useCallback((next: (held: T) => T) => {
    const value = next(held.current);
    if (Object.is(value, held.current)) return;
    held.current = value;
    setDrawn(() => value);
  }, []);
  return [drawn, change];
}
