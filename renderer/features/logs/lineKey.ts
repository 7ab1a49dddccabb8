import { fingerprint } from "../../../shared/domain/alerts/fingerprint.ts";
import type { LogLine } from "../../../shared/domain/logs/model.ts";
import type { LogSnapshot, LogStore } from "./LogStore.ts";

/** Lines further back are not looked through for one that an address names. */
const mostSearched = 20_000;

/** Names a line in an address: its time, and what stands where in short. */
export function lineKey({ timeMs, host, stream, text }: LogLine): string {
  return `${timeMs}-${fingerprint({ host: host ?? "", stream, text })}`;
}

/** The number that a line has now; null where it is not among the newest. `guess` is looked at first. */
export function numberOfLine(
  store: Pick<LogStore, "line">,
  { first, end }: Pick<LogSnapshot, "first" | "end">,
  key: string,
  guess: number | null,
): number | null {
  const timeMs = Number.parseFloat(key);
  const isIt = (number: number) => {
    const line = store.line(number);
    return line !== null && line.timeMs === timeMs && lineKey(line) === key;
  };
  if (guess !== null && isIt(guess)) return guess;
  for (let number = end - 1; number >= Math.max(first, end - mostSearched); number -= 1)
    if (isIt(number)) return number;
  return null;
}
