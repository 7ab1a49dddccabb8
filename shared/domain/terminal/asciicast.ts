/** Beyond that a recording takes no more: it is kept in memory until it is saved. */
const mostBytes = 64 * 2 ** 20;

export interface AsciicastStart {
  readonly title: string;
  readonly columns: number;
  readonly rows: number;
  /** Unix ms. */
  readonly startedAtMs: number;
}

/** What a terminal shows, as an asciicast of version 2: a header, then a line of JSON for each event. Nothing typed is in it but what was echoed. */
export class Asciicast {
  private readonly startedAtMs: number;
  private readonly lines: string[] = [];
  private readonly decoder = new TextDecoder();
  private kept = 0;

  constructor({ title, columns, rows, startedAtMs }: AsciicastStart) {
    this.startedAtMs = startedAtMs;
    this.add({ version: 2, width: columns, height: rows, timestamp: Math.floor(startedAtMs / 1000), title });
  }

  /** No more is taken: what came since is missing. */
  get isFull(): boolean {
    return this.kept >= mostBytes;
  }

  /** Printed at `atMs`; a character that comes in two parts is told with the second. */
  output(data: Uint8Array, atMs: number): void {
    const text = this.decoder.decode(data, { stream: true });
    if (text !== "") this.event("o", text, atMs);
  }

  resize(columns: number, rows: number, atMs: number): void {
    this.event("r", `${columns}x${rows}`, atMs);
  }

  /** The file's text. */
  toString(): string {
    return `${this.lines.join("\n")}\n`;
  }

  private event(code: "o" | "r", data: string, atMs: number): void {
    this.add([Math.max(0, atMs - this.startedAtMs) / 1000, code, data]);
  }

  private add(value: unknown): void {
    if (this.isFull) return;
    const line = JSON.stringify(value);
    this.kept += line.length;
    this.lines.push(line);
  }
}
