import type { HostLog } from "../../../../shared/domain/workspace/hostLog.ts";

/** How far a file was read. */
export interface FilePosition {
  readonly path: string;
  readonly inode: string;
  /** Bytes from its start. */
  readonly offset: number;
}

/** Where live reading of one log goes on. */
export type LogPosition =
  | { readonly kind: "files"; readonly files: readonly FilePosition[] }
  /** Of the journal; null before its first entry was seen. */
  | { readonly kind: "cursor"; readonly cursor: string | null }
  /** Last line of each container, as Docker stamps it. */
  | { readonly kind: "containers"; readonly since: Readonly<Record<string, string>> }
  /** Of the kernel's ring, in seconds since boot. */
  | { readonly kind: "uptime"; readonly seconds: number };

/** What one run of the script reads: the logs of a host in a window, or what is new in them. */
export type HostReading =
  | {
      readonly kind: "window";
      readonly logs: readonly HostLog[];
      readonly startMs: number;
      readonly endMs: number;
      /** Looked for on the host, in any case; null sends everything. */
      readonly needle: string | null;
      /** Newest lines of each log. */
      readonly lines: number;
    }
  | {
      readonly kind: "news";
      readonly logs: readonly HostLog[];
      /** By the index of the log; null for a log that is not known yet. */
      readonly positions: readonly (LogPosition | null)[];
    };

/** What a reading may cost at most. */
export const readingLimits = {
  /** Of one file, from its end. */
  readBytes: 64 * 2 ** 20,
  /** Sent of one log. */
  sentBytes: 2 * 2 ** 20,
  /** Sent of one container. */
  containerBytes: 512 * 2 ** 10,
  /** Sent of all. */
  allBytes: 12 * 2 ** 20,
  /** Entries of the journal, lines of a container or of the kernel, at a time. */
  entries: 20_000,
  /** Files of one log. */
  files: 32,
  /** A program that takes longer is ended. */
  programSeconds: 15,
} as const;

/** The newest entries of a program's log that a window asks for; null where the host looks through all of it for some text. */
export function entriesAskedFor({ needle, lines }: HostReading & { readonly kind: "window" }): number | null {
  return needle === null ? Math.min(readingLimits.entries, lines) : null;
}

/** Whether so much was printed that what came before it was cut off. Decoded text is at most as long as its bytes were. */
export function wasCut(text: string, limitBytes: number): boolean {
  return text.length > limitBytes / 4 && Buffer.byteLength(text) >= limitBytes;
}

/** Lines around a find that are sent with it: it may be within a traceback. */
export const contextLines = 60;
