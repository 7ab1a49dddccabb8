import { withoutTerminalSequences } from "../format/terminalText.ts";
import { readStructured } from "./fields.ts";
import { detectLevel } from "./levels.ts";
import type { LogLevel, LogLine } from "./model.ts";
import { readTime, type TimeReference, timeOfField } from "./timestamps.ts";

/** Longer records are cut; the rest is counted. */
export const mostLineChars = 16_384;

/** What a record's own text says, before it is known where it came from. */
export interface ReadLine extends Pick<LogLine, "level" | "text" | "messageStart" | "message" | "fields" | "cutChars"> {
  /** Null when the text tells none. */
  readonly timeMs: number | null;
}

/** The level that stands before a message: a column shows it already. */
const levelWord =
  /^\[?(?:FATAL|CRITICAL|ERROR|WARNING|WARN|INFO|NOTICE|DEBUG|TRACE)\]?(?::\s*|\s*[|-]\s*|\s+)|^\[(?:crit|error|warn|notice|info|debug)\] /;

/** Reads one line; `level` of the source stands where the text tells none. */
export function readLine(raw: string, reference: TimeReference, sourceLevel: LogLevel = "unknown"): ReadLine {
  const plain = withoutTerminalSequences(raw);
  const text = plain.length > mostLineChars ? plain.slice(0, mostLineChars) : plain;
  const cutChars = plain.length - text.length;
  const structured = cutChars > 0 ? null : readStructured(text);
  if (structured) {
    const { fields, message, level, time } = structured;
    return {
      timeMs: time === null ? null : timeOfField(time, reference),
      level: level ?? (sourceLevel === "unknown" ? detectLevel(message ?? "") : sourceLevel),
      text,
      messageStart: 0,
      message,
      fields,
      cutChars,
    };
  }
  const stamp = readTime(text, reference);
  const stampEnd = stamp?.end ?? 0;
  const word = levelWord.exec(stampEnd === 0 ? text : text.slice(stampEnd))?.[0].length ?? 0;
  const told = detectLevel(text);
  return {
    timeMs: stamp?.timeMs ?? null,
    level: told === "unknown" ? sourceLevel : told,
    text,
    messageStart: stampEnd + word,
    message: null,
    fields: {},
    cutChars,
  };
}
