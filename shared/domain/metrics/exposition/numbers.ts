/** The value of a text as Prometheus reads it; null when it is no number. Neither hexadecimal nor `_` between digits. */
export function parseNumber(text: string): number | null {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return Number(text);
  switch (text.toLowerCase()) {
    case "nan":
    case "+nan":
    case "-nan":
      return Number.NaN;
    case "inf":
    case "+inf":
    case "infinity":
    case "+infinity":
      return Number.POSITIVE_INFINITY;
    case "-inf":
    case "-infinity":
      return Number.NEGATIVE_INFINITY;
    default:
      return null;
  }
}

/** 10^0 to 10^22, which doubles hold exactly. */
const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const exactDigits = 15;

/**
 * Reads numbers out of bytes. Whole and decimal numbers of up to 15 digits, nearly all there are, take no text; their
 * result is exact because digits and power of ten are.
 */
export class NumberReader {
  /** The first byte behind the number that was read last. */
  end = 0;
  private readonly token = new Uint8Array(64);
  private readonly decoder = new TextDecoder();

  /** The number that begins at `start`; null (with `end` behind the token) when there is none. A token ends at a blank or control byte. */
  read(bytes: Uint8Array, start: number): number | null {
    let at = start;
    const first = bytes[at];
    const negative = first === 0x2d;
    if (negative || first === 0x2b) at++;
    let digits = 0;
    let mantissa = 0;
    let decimals = 0;
    let byte = bytes[at] ?? 0;
    for (; byte >= 0x30 && byte <= 0x39; byte = bytes[++at] ?? 0) {
      mantissa = mantissa * 10 + (byte - 0x30);
      digits++;
    }
    if (byte === 0x2e) {
      const from = ++at;
      for (byte = bytes[at] ?? 0; byte >= 0x30 && byte <= 0x39; byte = bytes[++at] ?? 0)
        mantissa = mantissa * 10 + (byte - 0x30);
      decimals = at - from;
      digits += decimals;
    }
    if (byte > 0x20 || digits === 0 || digits > exactDigits) return this.readToken(bytes, start);
    this.end = at;
    const value = mantissa / (powersOfTen[decimals] ?? 1);
    return negative ? -value : value;
  }

  private readToken(bytes: Uint8Array, start: number): number | null {
    const { token } = this;
    let at = start;
    let length = 0;
    for (let byte = bytes[at] ?? 0; byte > 0x20; byte = bytes[++at] ?? 0) {
      if (length < token.length) token[length] = byte;
      length++;
    }
    this.end = at;
    if (length > token.length) return parseNumber(this.decoder.decode(bytes.subarray(start, at)));
    return parseNumber(this.decoder.decode(token.subarray(0, length)));
  }
}
