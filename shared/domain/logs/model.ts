import { z } from "zod";

/** Most severe first. `unknown`: the line does not tell. */
export const logLevels = ["fatal", "error", "warn", "info", "debug", "unknown"] as const;
const logLevel = z.enum(logLevels);
export type LogLevel = z.infer<typeof logLevel>;

/** One record of a log: a line, or several that belong together, such as a traceback. */
export const logLine = z.object({
  /** Wall clock, with the fraction that its writer gave. */
  timeMs: z.number(),
  /**
   * `own`: the record says it. `previous`: it says none and stands after one that does. `next`: before the first that does.
   * `received`: when it was read.
   */
  timeFrom: z.enum(["own", "previous", "next", "received"]),
  /** The workspace's name of the server, or `hosts`. */
  source: z.string(),
  /** Null where the source does not tell. */
  host: z.string().nullable(),
  /** What wrote it there: a file, a unit, a container, the labels of a stream. */
  stream: z.string(),
  level: logLevel,
  /** As written, without terminal sequences; lines are separated by `\n`. */
  text: z.string(),
  /** Where the message begins in `text`, after what is shown beside it: time and level. */
  messageStart: z.number().int(),
  /** The message of a structured record; null when it is the text from `messageStart`. */
  message: z.string().nullable(),
  /** Nested names are joined by dots. */
  fields: z.record(z.string(), z.string()),
  /** Characters that were cut from the end. */
  cutChars: z.number().int(),
  /**
   * Of a record of a file, where that is known: the file by its inode on its host, with how often another one was seen to
   * take its place or it was emptied (`77`, `77-1`), and the byte behind the record there.
   */
  place: z.object({ file: z.string(), endByte: z.number().int() }).optional(),
});
export type LogLine = Readonly<z.infer<typeof logLine>>;

/** What a person reads first of a record. */
export function messageOf(line: Pick<LogLine, "text" | "messageStart" | "message">): string {
  return line.message ?? (line.messageStart === 0 ? line.text : line.text.slice(line.messageStart));
}
