import { formatDay } from "../../ui/format.ts";
import type { EventLine } from "./eventLines.ts";

interface LinesOfDay {
  /** `19 Nov`. */
  readonly day: string;
  readonly lines: readonly EventLine[];
}

/** Lines by the day that they begin on, in their order. */
export function daysOf(lines: readonly EventLine[], zone: "utc" | "local"): readonly LinesOfDay[] {
  const days = new Map<string, EventLine[]>();
  for (const line of lines) {
    const day = formatDay(line.atMs, zone);
    const known = days.get(day);
    if (known) known.push(line);
    else days.set(day, [line]);
  }
  return [...days].map(([day, ofDay]) => ({ day, lines: ofDay }));
}
