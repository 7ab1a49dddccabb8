import { useCallback, useRef } from "react";
import type { LogSnapshot, LogStore } from "./LogStore.ts";
import { numberOfLine } from "./lineKey.ts";

/** The number that the line of an address has now, and a way to say which of several alike is meant. */
export function useLineInHand(
  store: LogStore,
  snapshot: LogSnapshot,
  key: string | null,
): readonly [number: number | null, mean: (number: number) => void] {
  /** Numbers change when other lines are read, the line does not. */
  const last = useRef<number | null>(null);
  const number = key === null ? null : numberOfLine(store, snapshot, key, last.current);
  last.current = number;
  const mean = useCallback((chosen: number) => {
    last.current = chosen;
  }, []);
  return [number, mean];
}
