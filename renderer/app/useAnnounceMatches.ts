import { useEffect, useRef } from "react";
import { announce } from "./announce.tsx";

/** Typing has come to a rest after that. */
const restMs = 800;

/** Speaks how many rows a filter leaves, `3 of 16 hosts`, once typing rests; rows that come and go by themselves are not spoken. */
export function useAnnounceMatches(filter: string, matches: number, all: number, what: string): void {
  const words = useRef("");
  words.current = `${matches} of ${all} ${what}`;
  useEffect(() => {
    if (filter.trim() === "") return undefined;
    const timer = setTimeout(() => announce(words.current), restMs);
    return () => clearTimeout(timer);
  }, [filter]);
}
