import { type FrameMark, recordSeparator } from "../../../shared/domain/collect/protocol.ts";
import { quoteOutput } from "../../../shared/domain/format/quoteOutput.ts";

/** A mark of the stream; a section comes with the text that stood before its mark. */
export type Frame =
  | Exclude<FrameMark, { readonly kind: "section" }>
  | (Extract<FrameMark, { readonly kind: "section" }> & {
      readonly text: string;
      /** As received, skipped ones included. */
      readonly bytes: number;
      /** Beyond the section's cap: not in `text`. */
      readonly skippedBytes: number;
    });

export interface FrameReader {
  /** Takes the bytes as they come, in pieces of any size; frames are handed over before it returns. */
  push(chunk: Uint8Array): void;
  /** Complete lines of the section that is still open, removed from it (nvidia-smi's own loop sets no marks). */
  takeLines(): string;
  /** What came outside of frames, its first 4 KB as people may see it: login banners, or the words of a shell that refused. */
  readonly noise: string;
}

const separator = recordSeparator.charCodeAt(0);
const newline = 0x0a;
const markMaxBytes = 256;
const noiseMaxBytes = 4096;
const xmlMaxBytes = 8 << 20;
const sectionMaxBytes = 1 << 20;

/** Takes a script's output apart (see `shared/domain/collect/protocol.ts`). Marks with another nonce are text. */
export function createFrameReader(nonce: string, onFrame: (frame: Frame) => void): FrameReader {
  const ours = `${nonce} `;
  const text = createPieces(xmlMaxBytes);
  const noise = createPieces(noiseMaxBytes);
  let open = false;
  /** A mark that began in an earlier chunk. */
  let halfMark: Uint8Array | null = null;

  const take = (piece: Uint8Array) => (open ? text : noise).add(piece);

  function hand(mark: FrameMark): void {
    if (mark.kind === "section") {
      const section = text.take(mark.section === "xml" ? xmlMaxBytes : sectionMaxBytes);
      if (open) onFrame({ ...mark, ...section });
    } else {
      text.take(0);
      open = true;
      onFrame(mark);
    }
  }

  /** Reads the mark at `start`; returns where the text goes on, or -1 when its end has not come yet. */
  function readMark(bytes: Uint8Array, start: number): number {
    const limit = start + markMaxBytes;
    const lineEnd = bytes.indexOf(newline, start);
    if (lineEnd === -1 && bytes.length < limit) return -1;
    const line = lineEnd !== -1 && lineEnd < limit ? decode(bytes.subarray(start + 1, lineEnd)) : "";
    const mark = line.startsWith(ours) ? parseMark(line.slice(ours.length)) : null;
    if (mark) {
      hand(mark);
      return lineEnd + 1;
    }
    take(bytes.subarray(start, start + 1));
    return start + 1;
  }

  return {
    push(chunk) {
      const bytes: Uint8Array = halfMark ? Buffer.concat([halfMark, chunk]) : chunk;
      halfMark = null;
      let at = 0;
      while (at < bytes.length) {
        const start = bytes.indexOf(separator, at);
        if (start !== at) take(bytes.subarray(at, start === -1 ? bytes.length : start));
        if (start === -1) return;
        const next = readMark(bytes, start);
        if (next === -1) {
          halfMark = bytes.slice(start);
          return;
        }
        at = next;
      }
    },
    takeLines: () => (open ? text.takeLines() : ""),
    get noise() {
      return quoteOutput(noise.peek(), noise.bytes);
    },
  };
}

const markLine =
  /^(?:S (\S+) (\d{1,15}) (\d{1,12}(?:\.\d+)?) (\d{1,12}(?:\.\d+)?)|([FE]) (\d{1,15}) (\d{1,12}(?:\.\d+)?))$/;

/** Of a line without its nonce. */
function parseMark(line: string): FrameMark | null {
  const words = markLine.exec(line);
  if (!words) return null;
  const [, section, status, endedAt, startedAt, kind, tick, at] = words;
  return section === undefined
    ? { kind: kind === "F" ? "begin" : "end", tick: Number(tick), uptimeSeconds: Number(at) }
    : {
        kind: "section",
        section,
        status: Number(status),
        uptimeSeconds: Number(endedAt),
        startedSeconds: Number(startedAt),
      };
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

/** Bytes in pieces, decoded only as a whole: a character split over two chunks stays one. */
function createPieces(maxBytes: number) {
  let pieces: Uint8Array[] = [];
  let kept = 0;
  let bytes = 0;

  const joined = (): Uint8Array => (pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces));
  const clear = () => {
    pieces = [];
    kept = 0;
    bytes = 0;
  };

  return {
    add(piece: Uint8Array): void {
      bytes += piece.length;
      const room = maxBytes - kept;
      if (room <= 0) return;
      const part = piece.length > room ? piece.subarray(0, room) : piece;
      pieces.push(part);
      kept += part.length;
    },
    take(capBytes: number): { text: string; bytes: number; skippedBytes: number } {
      const all = capBytes === 0 || kept === 0 ? new Uint8Array() : joined().subarray(0, capBytes);
      const result = { text: decode(all), bytes, skippedBytes: bytes - all.length };
      clear();
      return result;
    },
    takeLines(): string {
      if (kept === 0) return "";
      const all = joined();
      const end = all.lastIndexOf(newline) + 1;
      if (end === 0) return "";
      const rest = all.slice(end);
      clear();
      if (rest.length > 0) this.add(rest);
      return decode(all.subarray(0, end));
    },
    get bytes() {
      return bytes;
    },
    peek: () => (kept === 0 ? "" : decode(joined())),
  };
}
