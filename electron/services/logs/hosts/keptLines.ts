import { foldLevel } from "../../../../shared/domain/logs/levels.ts";
import type { LogLine } from "../../../../shared/domain/logs/model.ts";
import type { KeptLine } from "../streamReader.ts";
import type { HostClock } from "./frames.ts";

export interface JournalEntry extends KeptLine {
  readonly cursor: string;
  /** The unit, or who called itself so. */
  readonly stream: string;
}

/** Entries of `journalctl -o json`; one that was cut at its beginning is left out. */
export function parseJournal(text: string): readonly JournalEntry[] {
  return text.split("\n").flatMap((line) => {
    const entry = parsed(line);
    if (!entry) return [];
    const { __REALTIME_TIMESTAMP: micros, __CURSOR: cursor, PRIORITY: priority, _TRANSPORT: transport } = entry;
    const stream = entry._SYSTEMD_UNIT ?? entry.SYSLOG_IDENTIFIER ?? "journal";
    const level = typeof priority === "string" ? foldLevel(priority) : null;
    return [
      {
        text: messageText(entry.MESSAGE),
        timeMs: typeof micros === "string" ? Number(micros) / 1000 : null,
        // A program's standard output has the same priority whatever it says.
        level: transport === "stdout" || level === null ? "unknown" : level,
        cursor: typeof cursor === "string" ? cursor : "",
        stream: transport === "kernel" ? "kernel" : String(stream),
      },
    ];
  });
}

function parsed(line: string): Readonly<Record<string, unknown>> | null {
  if (!line.startsWith("{")) return null;
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Text that is not UTF-8 comes as a list of bytes; several fields of one name as a list of texts. */
function messageText(message: unknown): string {
  if (typeof message === "string") return message;
  if (!Array.isArray(message)) return "";
  return message.every((one) => typeof one === "number") ? Buffer.from(message).toString("utf8") : message.join("\n");
}

const dockerLine = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?(.*)$/s;

export interface DockerLine extends KeptLine {
  readonly stamp: string;
}

/** Lines of `docker logs -t`; standard output and error come one after the other, hence the order. */
export function parseDocker(text: string): readonly DockerLine[] {
  const lines = text.split("\n").flatMap((line): DockerLine[] => {
    const match = dockerLine.exec(line);
    if (!match) return [];
    const [, stamp = "", rest = ""] = match;
    const fraction = /\.(\d+)/.exec(stamp)?.[1] ?? "0";
    return [{ stamp, text: rest, timeMs: Date.parse(stamp.replace(/\.\d+/, "")) + Number(`0.${fraction}`) * 1000 }];
  });
  return lines.sort((a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0));
}

const ringLine = /^(?:<(\d+)>)?\[\s*(\d+\.\d+)\](?: ?)(.*)$/;

export interface RingLine extends KeptLine {
  readonly uptimeSeconds: number;
}

/** Lines of `dmesg`, with or without `-r`; their times are of the boot. */
export function parseRing(text: string, clock: HostClock): readonly RingLine[] {
  const bootMs = clock.nowMs - clock.uptimeSeconds * 1000;
  return text.split("\n").flatMap((line): RingLine[] => {
    const match = ringLine.exec(line);
    if (!match) return [];
    const [, priority, seconds = "0", rest = ""] = match;
    const uptimeSeconds = Number(seconds);
    return [{ uptimeSeconds, text: rest, timeMs: bootMs + uptimeSeconds * 1000, level: ringLevel(priority) }];
  });
}

/** The lowest three bits; the others say who wrote. */
function ringLevel(priority: string | undefined): LogLine["level"] {
  return priority === undefined ? "unknown" : (foldLevel(String(Number(priority) & 7)) ?? "unknown");
}
