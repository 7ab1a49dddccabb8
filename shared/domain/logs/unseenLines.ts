import type { LogLine } from "./model.ts";

type Told = Pick<LogLine, "timeMs" | "source" | "host" | "stream" | "text">;

/** Those of `lines` that are not among `known`: of what was written twice in a moment, both. */
export function unseenLines<L extends Told>(lines: readonly L[], known: Iterable<Told>): readonly L[] {
  if (lines.length === 0) return lines;
  const counts = new Map<string, number>();
  for (const line of known) counts.set(keyOf(line), (counts.get(keyOf(line)) ?? 0) + 1);
  return lines.filter((line) => {
    const left = counts.get(keyOf(line)) ?? 0;
    if (left > 0) counts.set(keyOf(line), left - 1);
    return left === 0;
  });
}

function keyOf({ timeMs, source, host, stream, text }: Told): string {
  return JSON.stringify([timeMs, source, host, stream, text]);
}
