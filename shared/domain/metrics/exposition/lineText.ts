/** A line as text: `from` to `end` of `text`, blanks around it left out. */
export interface LineText {
  readonly text: string;
  readonly from: number;
  readonly end: number;
  /** Where the line begins in `text`, blanks included: columns count from there. */
  readonly lineStart: number;
}

/** Lines of a body as text, decoded when first asked for: a scrape that looks like the last one needs none. */
export class BodyText {
  private readonly body: Uint8Array;
  private whole: string | null | undefined;
  private readonly decoder = new TextDecoder("utf-8", { fatal: true });
  private readonly encoder = new TextEncoder();

  constructor(body: Uint8Array) {
    this.body = body;
  }

  /** Null when the line is not UTF-8. */
  line(lineStart: number, lineEnd: number): LineText | null {
    this.whole ??= this.wholeText();
    if (this.whole !== null) return trimmed(this.whole, lineStart, lineEnd);
    const text = this.decoded(this.body.subarray(lineStart, lineEnd));
    return text === null ? null : trimmed(text, 0, text.length);
  }

  /** The byte of the body at which character `index` of a line stands. */
  byteIndex({ text, lineStart }: LineText, index: number, lineStartByte: number): number {
    if (text === this.whole) return index;
    return lineStartByte + this.encoder.encode(text.slice(lineStart, index)).length;
  }

  /** Null when characters and bytes do not have the same indexes. */
  private wholeText(): string | null {
    const text = this.decoded(this.body);
    return text !== null && text.length === this.body.length ? text : null;
  }

  private decoded(bytes: Uint8Array): string | null {
    try {
      return this.decoder.decode(bytes);
    } catch {
      return null;
    }
  }
}

function trimmed(text: string, lineStart: number, lineEnd: number): LineText {
  let from = lineStart;
  let end = lineEnd;
  while (from < end && isBlank(text.charCodeAt(from))) from++;
  while (end > from && isBlank(text.charCodeAt(end - 1))) end--;
  return { text, from, end, lineStart };
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d;
}
