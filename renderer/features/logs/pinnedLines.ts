import type { PinnedLines } from "../../../shared/domain/incident/entry.ts";
import type { LogLine } from "../../../shared/domain/logs/model.ts";
import type { LogSnapshot, LogStore } from "./LogStore.ts";
import { rowsOf } from "./LogTable.tsx";

/** As many as an incident keeps at once, and as long. */
const mostLines = 100;
const mostShown = 50;
const mostChars = 20_000;

/** Lines as an incident keeps them: the last of those given, oldest first. */
export function pinnedLines(lines: readonly LogLine[], filter: string): PinnedLines {
  return {
    kind: "lines",
    filter,
    lines: lines.slice(-mostLines).map(({ timeMs, host, stream, level, text }) => ({
      timeMs,
      host,
      stream: stream.slice(0, 1000),
      level,
      text: text.slice(0, mostChars),
    })),
  };
}

/** The newest lines that are shown; null of none. */
export function shownLines(store: LogStore, snapshot: LogSnapshot, filter: string): { lines: PinnedLines } | null {
  const rows = rowsOf(snapshot);
  const lines = Array.from({ length: Math.min(rows.count, mostShown) }, (_, row) => rows.numberAt(row))
    .flatMap((number) => (number === null ? [] : (store.line(number) ?? [])))
    .reverse();
  return lines.length === 0 ? null : { lines: pinnedLines(lines, filter) };
}
