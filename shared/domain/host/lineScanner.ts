const space = 32;
const tab = 9;
const zero = 48;
const nine = 57;
const point = 46;

/**
 * Walks over lines of words and numbers without cutting the text up: 64 hosts send some 20 KB a second each.
 * Nothing moves past the end of the line but `nextLine`.
 */
export class LineScanner {
  private text = "";
  private position = 0;
  private lineEnd = 0;

  /** Goes to the first line of another text. */
  begin(text: string): void {
    this.text = text;
    this.position = 0;
    this.lineEnd = this.endFrom(0);
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  nextLine(): void {
    this.position = this.lineEnd + 1;
    this.lineEnd = this.endFrom(this.position);
  }

  /** Steps over `word` when the line goes on with it. */
  skip(word: string): boolean {
    if (!this.text.startsWith(word, this.position)) return false;
    this.position += word.length;
    return true;
  }

  /** The character code here; NaN at the end of the line. */
  peek(): number {
    return this.position < this.lineEnd ? this.text.charCodeAt(this.position) : Number.NaN;
  }

  skipSpaces(): void {
    while (this.position < this.lineEnd) {
      const code = this.text.charCodeAt(this.position);
      if (code !== space && code !== tab) return;
      this.position += 1;
    }
  }

  /** The text up to the next blank. */
  word(): string {
    this.skipSpaces();
    const start = this.position;
    while (this.position < this.lineEnd) {
      const code = this.text.charCodeAt(this.position);
      if (code === space || code === tab) break;
      this.position += 1;
    }
    return this.text.slice(start, this.position);
  }

  /** The text up to the next `mark` on this line, which is stepped over; null when there is none. */
  upTo(mark: string): string | null {
    this.skipSpaces();
    const at = this.text.indexOf(mark, this.position);
    if (at < 0 || at >= this.lineEnd) return null;
    const found = this.text.slice(this.position, at);
    this.position = at + mark.length;
    return found;
  }

  /** A decimal number without sign; NaN when there is none here. Blanks before it are stepped over. */
  number(): number {
    this.skipSpaces();
    let value = 0;
    let scale = 0;
    let digits = 0;
    while (this.position < this.lineEnd) {
      const code = this.text.charCodeAt(this.position);
      if (code >= zero && code <= nine) {
        value = value * 10 + (code - zero);
        digits += 1;
        scale *= 10;
      } else if (code === point && scale === 0) {
        scale = 1;
      } else {
        break;
      }
      this.position += 1;
    }
    if (digits === 0) return Number.NaN;
    return scale > 1 ? value / scale : value;
  }

  /** Steps over `count` words. */
  skipWords(count: number): void {
    for (let i = 0; i < count; i++) {
      this.skipSpaces();
      while (this.position < this.lineEnd) {
        const code = this.text.charCodeAt(this.position);
        if (code === space || code === tab) break;
        this.position += 1;
      }
    }
  }

  private endFrom(position: number): number {
    const at = this.text.indexOf("\n", position);
    return at < 0 ? this.text.length : at;
  }
}
