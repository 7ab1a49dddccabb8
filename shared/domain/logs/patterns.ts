import { type LogLevel, type LogLine, logLevels, messageOf } from "./model.ts";

/** Messages that differ only in what is counted, named or measured. */
export interface LogPattern {
  /** The message with `<*>` for what differs. */
  readonly pattern: string;
  readonly count: number;
  /** The most severe one. */
  readonly level: LogLevel;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly example: string;
}

const comparedChars = 400;
const variable =
  /"[^"]*"|'[^']*'|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b|\b0x[0-9a-f]+\b|\b(?=[a-f]*\d)[0-9a-f]{7,}\b|(?<![A-Za-z])[-+]?\d+(?:[.,:]\d+)*/gi;

/** The first line of a message, with what differs from one to the next taken out. */
export function patternOf(message: string): string {
  const end = message.indexOf("\n");
  const line = message.slice(0, end < 0 ? comparedChars : Math.min(end, comparedChars));
  return line.replace(variable, "<*>").replace(/<\*>(?:[\s,;]*<\*>)+/g, "<*>");
}

/** The patterns of `lines`, the most frequent first; beyond `mostPatterns` kinds the rest is not counted. */
export function groupPatterns(lines: Iterable<LogLine>, mostPatterns = 1000): readonly LogPattern[] {
  const groups = new Map<string, { -readonly [K in keyof LogPattern]: LogPattern[K] }>();
  for (const line of lines) {
    const message = messageOf(line);
    const pattern = patternOf(message);
    const known = groups.get(pattern);
    if (known) {
      known.count += 1;
      known.firstMs = Math.min(known.firstMs, line.timeMs);
      known.lastMs = Math.max(known.lastMs, line.timeMs);
      known.level = moreSevere(known.level, line.level);
    } else if (groups.size < mostPatterns) {
      const { timeMs, level } = line;
      groups.set(pattern, { pattern, count: 1, level, firstMs: timeMs, lastMs: timeMs, example: message });
    }
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || a.firstMs - b.firstMs);
}

function moreSevere(a: LogLevel, b: LogLevel): LogLevel {
  return logLevels.indexOf(a) <= logLevels.indexOf(b) ? a : b;
}
