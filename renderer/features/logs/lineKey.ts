import { fingerprint } from "../../../shared/domain/alerts/fingerprint.ts";
import type { LogLine } from "../../../shared/domain/logs/model.ts";
import type { LogSnapshot, LogStore } from "./LogStore.ts";

/** Lines further back are not looked through for one that an address names. */
const mostSearched = 20_000;

/** Names a line in an address: its own time, and what stands where in short. A time that was guessed is guessed anew. */
export function lineKey({ timeMs, timeFrom, host, stream, text }: LogLine): string {
  return `${timeFrom === "own" ? timeMs : ""}-${fingerprint({ host: host ?? "", stream, text })}`;
}

/** The number that a line has now; null where it is not among the newest. `guess` is looked at first. */
export function numberOfLine(
  store: Pick<LogStore, "line">,
  { first, end }: Pick<LogSnapshot, "first" | "end">,
  key: string,
  guess: number | null,
): number | null {
  const timeMs = Number.parseFloat(key.split("-")[0] ?? "");
  const isIt = (number: number) => {
    const line = store.line(number);
    return line !== null && (Number.isNaN(timeMs) || line.timeMs === timeMs) && lineKey(line) === key;
  };
  if (guess !== null && isIt(guess)) return guess;
  for (let number = end - 1; number >= Math.max(first, end - mostSearched); number -= 1)
    if (isIt(number)) return number;
  return null;
}
