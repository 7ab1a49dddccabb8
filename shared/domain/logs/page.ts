import type { LogLine } from "./model.ts";

/** The newest lines of a window, in time order. */
export interface LogPage {
  readonly lines: readonly LogLine[];
  /** From here to the end of the window nothing is missing: its start, or later when there was more than was asked for. */
  readonly completeFromMs: number;
}

/** A page of a source that stopped at a limit: lines that share the oldest moment may be missing, so that moment is left out. */
export function cutPage(lines: readonly LogLine[], startMs: number): LogPage {
  const [oldest] = lines;
  if (!oldest) return { lines, completeFromMs: startMs };
  const boundaryMs = Math.floor(oldest.timeMs) + 1;
  const kept = lines.filter(({ timeMs }) => timeMs >= boundaryMs);
  // All of one moment: more of it cannot be had by time.
  return kept.length === 0 ? { lines, completeFromMs: boundaryMs - 1 } : { lines: kept, completeFromMs: boundaryMs };
}

/** At most `limit` of the newest lines. */
export function limitPage(page: LogPage, limit: number): LogPage {
  return page.lines.length <= limit ? page : cutPage(page.lines.slice(-limit), page.completeFromMs);
}
