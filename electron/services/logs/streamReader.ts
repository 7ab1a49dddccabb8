import { createLineJoiner } from "../../../shared/domain/logs/joinLines.ts";
import type { LogLine } from "../../../shared/domain/logs/model.ts";
import { type ReadLine, readLine } from "../../../shared/domain/logs/readLine.ts";
import type { TimeReference } from "../../../shared/domain/logs/timestamps.ts";

/** A line whose time and level its keeper wrote beside it: Docker, the journal, the kernel. */
export interface KeptLine {
  readonly text: string;
  /** Believed rather than a time in the text. */
  readonly timeMs: number | null;
  readonly level?: LogLine["level"];
  /** Beside those of the text. */
  readonly fields?: LogLine["fields"];
  readonly place?: FilePlace | undefined;
}

type FilePlace = NonNullable<LogLine["place"]>;

interface Record extends ReadLine {
  readonly keptMs: number | null;
  readonly place?: FilePlace;
}

/** Makes records of one stream's lines, from one reading to the next. */
export class StreamReader {
  private readonly origin: Pick<LogLine, "source" | "host" | "stream">;
  private readonly service: string | null;
  private readonly joiner = createLineJoiner<Record>();
  private lastMs: number | null = null;
  private partial = "";
  /** Of the newest line that was taken in. */
  private lastPlace: FilePlace | undefined;

  /** `service`: the one that its records belong to where they name none themselves. */
  constructor(origin: Pick<LogLine, "source" | "host" | "stream">, service: string | null = null) {
    this.origin = origin;
    this.service = service;
  }

  /**
   * A piece of a file; what follows its last line break waits for the next piece. `end` is where the piece ends in its file:
   * without it records get no place.
   */
  readText(text: string, reference: TimeReference, end?: FilePlace): readonly LogLine[] {
    const lines = (this.partial + text).split("\n");
    this.partial = lines.pop() ?? "";
    const places = end ? placesOf(lines, this.partial, end) : [];
    return this.readLines(
      lines.map((line, index) => ({ text: line, timeMs: null, place: places[index] })),
      reference,
    );
  }

  readLines(lines: readonly KeptLine[], reference: TimeReference): readonly LogLine[] {
    const records: Record[] = [];
    for (const { text, timeMs, level, fields, place } of lines) {
      const read = readLine(text.endsWith("\r") ? text.slice(0, -1) : text, reference, level);
      // Whether lines belong together is told by the times in them, not by those that each was given.
      const record = this.joiner.add({
        ...read,
        keptMs: timeMs,
        fields: fields ? { ...fields, ...read.fields } : read.fields,
      });
      if (record) records.push(this.ended(record));
      this.lastPlace = place;
    }
    if (!this.joiner.expectsMore) this.flushInto(records);
    return records.filter(({ text }) => text !== "").map((record) => this.placed(record, reference));
  }

  /** What waited for more that did not come. */
  end(reference: TimeReference): readonly LogLine[] {
    const rest = this.partial === "" ? [] : this.readText("\n", reference);
    const records: Record[] = [];
    this.flushInto(records);
    return [...rest, ...records.map((record) => this.placed(record, reference))];
  }

  private flushInto(records: Record[]): void {
    const open = this.joiner.flush();
    if (open) records.push(this.ended(open));
  }

  /** A record stands where the last of its lines does. */
  private ended(record: Record): Record {
    return this.lastPlace ? { ...record, place: this.lastPlace } : record;
  }

  private placed({ timeMs, keptMs, ...line }: Record, { nowMs }: TimeReference): LogLine {
    const ownMs = keptMs ?? timeMs;
    const timeFrom = ownMs !== null ? "own" : this.lastMs !== null ? "previous" : "received";
    const placedMs = ownMs ?? this.lastMs ?? nowMs;
    if (ownMs !== null) this.lastMs = ownMs;
    const fields = this.service === null ? line.fields : { service: this.service, ...line.fields };
    return { ...this.origin, ...line, fields, timeMs: placedMs, timeFrom };
  }
}

/** Decoded from bytes that were no text, it no longer says how many they were. */
const undecoded = "\ufffd";

/** Where lines stand, with `rest` behind them, that end there; undefined for those before bytes that cannot be counted. */
function placesOf(lines: readonly string[], rest: string, end: FilePlace): readonly (FilePlace | undefined)[] {
  let isCounted = !rest.includes(undecoded);
  let endByte = end.endByte - Buffer.byteLength(rest);
  const places = lines.toReversed().map((line) => {
    const place = isCounted ? { file: end.file, endByte } : undefined;
    isCounted &&= !line.includes(undecoded);
    endByte -= Buffer.byteLength(line) + 1;
    return place;
  });
  return places.toReversed();
}
