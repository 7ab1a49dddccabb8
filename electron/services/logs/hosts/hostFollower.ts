import type { LogLine } from "../../../../shared/domain/logs/model.ts";
import type { HostLog } from "../../../../shared/domain/workspace/hostLog.ts";
import { StreamReader } from "../streamReader.ts";
import type { LogGap } from "../types.ts";
import type { Frame, HostOutput } from "./frames.ts";
import { parseDocker, parseJournal, parseRing } from "./keptLines.ts";
import { type FilePosition, type HostReading, type LogPosition, readingLimits, wasCut } from "./request.ts";

export interface HostNews {
  readonly lines: readonly LogLine[];
  readonly gaps: readonly LogGap[];
  readonly problems: readonly string[];
}

const tooMuch = "More was written than is read at a time";

/** Of a program's log only the newest part was printed. */
function isCut(entries: readonly unknown[], text: string, limitBytes: number): boolean {
  return entries.length >= readingLimits.entries || wasCut(text, limitBytes);
}

/** Knows how far each log of a host was read, across rotations and lost connections. */
export class HostFollower {
  private readonly host: string;
  private readonly logs: readonly HostLog[];
  private positions: (LogPosition | null)[];
  private readonly readers = new Map<string, StreamReader>();
  /** How often there was another file at a path, or the same emptied: an inode may be that of one that is gone. */
  private readonly renewed = new Map<string, number>();
  private lastReadMs: number | null = null;

  constructor(host: string, logs: readonly HostLog[]) {
    this.host = host;
    this.logs = logs;
    this.positions = logs.map(() => null);
  }

  get reading(): HostReading {
    return { kind: "news", logs: this.logs, positions: this.positions };
  }

  /** Takes what the host printed for `reading`. */
  take(output: HostOutput): HostNews {
    const lines: LogLine[] = [];
    const gaps: LogGap[] = [];
    const problems: string[] = [];
    const { clock } = output;
    const files = new Map<number, FilePosition[]>();
    const seen = new Set<string>();
    const gap = (frame: Frame, missing: LogGap["missing"], reason: string) => {
      const fromMs = this.lastReadMs ?? clock.nowMs;
      gaps.push({
        source: "hosts",
        host: this.host,
        stream: frame.name,
        fromMs,
        toMs: clock.nowMs + 1000,
        missing,
        reason,
      });
    };

    for (const frame of output.frames) {
      const { kind, log, words, name, text } = frame;
      const reader = this.reader(log, name);
      switch (kind) {
        case "D":
          problems.push(name);
          break;
        case "R":
          lines.push(...reader.readText(text, clock), ...reader.end(clock));
          break;
        case "U":
          gap(frame, null, "The file was emptied in place: what was written just before may be missing");
          this.renew(name);
          break;
        case "P": {
          const [inode = "", , size, droppedBytes] = words;
          const [endByte, dropped] = [Number(size), Number(droppedBytes)];
          if (dropped > 0) {
            gap(frame, { count: dropped, unit: "bytes" }, tooMuch);
            reader.end(clock);
          }
          const whole = dropped > 0 ? text.slice(text.indexOf("\n") + 1) : text;
          if (this.isOther(log, name, inode)) this.renew(name);
          const times = this.renewed.get(name);
          const file = times === undefined ? inode : `${inode}-${times}`;
          lines.push(...reader.readText(whole, clock, { file, endByte }));
          files.set(log, [...(files.get(log) ?? []), { path: name, inode, offset: endByte }]);
          seen.add(name);
          break;
        }
        case "K":
        case "J": {
          const entries = parseJournal(text);
          if (kind === "J") {
            const { unit = "kernel" } = this.logs[log] ?? {};
            if (isCut(entries, text, readingLimits.sentBytes)) gap({ ...frame, name: unit }, null, tooMuch);
            for (const entry of entries) lines.push(...this.reader(log, entry.stream).readLines([entry], clock));
          }
          const cursor = entries.at(-1)?.cursor ?? this.cursorOf(log);
          this.positions[log] = { kind: "cursor", cursor };
          break;
        }
        case "O":
          if (isCut(parseDocker(text), text, readingLimits.containerBytes)) gap(frame, null, tooMuch);
          lines.push(...this.takeContainer(frame, clock));
          break;
        case "M":
          lines.push(...this.takeRing(frame, clock));
          break;
      }
    }
    for (const [log, found] of files) this.positions[log] = { kind: "files", files: this.withUnread(log, found, seen) };
    this.lastReadMs = clock.nowMs;
    return { lines, gaps, problems };
  }

  /** A file that had to wait keeps its place. */
  private withUnread(log: number, found: readonly FilePosition[], seen: ReadonlySet<string>): readonly FilePosition[] {
    const before = this.positions[log];
    const waiting = before?.kind === "files" ? before.files.filter(({ path }) => !seen.has(path)) : [];
    return [...found, ...waiting].slice(0, 64);
  }

  private renew(path: string): void {
    this.renewed.set(path, (this.renewed.get(path) ?? 0) + 1);
  }

  /** Not the file that stood there at the first reading, or since. */
  private isOther(log: number, path: string, inode: string): boolean {
    if (this.lastReadMs === null) return false;
    const position = this.positions[log];
    const known = position?.kind === "files" ? position.files.find((file) => file.path === path) : undefined;
    return known?.inode !== inode;
  }

  private cursorOf(log: number): string | null {
    const position = this.positions[log];
    return position?.kind === "cursor" ? position.cursor : null;
  }

  private takeContainer({ log, name, text }: Frame, clock: HostOutput["clock"]): readonly LogLine[] {
    const before = this.positions[log];
    const since = before?.kind === "containers" ? before.since : {};
    const last = since[name];
    // Docker tells the last line again.
    const lines = parseDocker(text).filter(({ stamp }) => last === undefined || stamp > last);
    const stamp = lines.at(-1)?.stamp ?? last ?? new Date(clock.nowMs).toISOString();
    this.positions[log] = { kind: "containers", since: { ...since, [name]: stamp } };
    return this.reader(log, name).readLines(lines, clock);
  }

  private takeRing({ log, text }: Frame, clock: HostOutput["clock"]): readonly LogLine[] {
    const before = this.positions[log];
    const lines = parseRing(text, clock);
    const seconds = before?.kind === "uptime" ? before.seconds : null;
    this.positions[log] = { kind: "uptime", seconds: lines.at(-1)?.uptimeSeconds ?? seconds ?? 0 };
    if (seconds === null) return [];
    const news = lines.filter(({ uptimeSeconds }) => uptimeSeconds > seconds);
    return this.reader(log, "kernel").readLines(news, clock);
  }

  private reader(log: number, stream: string): StreamReader {
    const key = `${log} ${stream}`;
    const known = this.readers.get(key);
    if (known) return known;
    // Containers come and go for weeks.
    if (this.readers.size >= 256) this.readers.clear();
    const created = new StreamReader({ source: "hosts", host: this.host, stream }, this.logs[log]?.service);
    this.readers.set(key, created);
    return created;
  }
}
