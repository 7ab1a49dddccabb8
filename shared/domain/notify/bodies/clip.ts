/** At most `most` characters, with a sign that something is missing. */
export function clip(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}\u2026` : text;
}

const encoder = new TextEncoder();

/** At most `mostBytes` of UTF-8. */
export function clipBytes(text: string, mostBytes: number): string {
  let clipped = text;
  while (encoder.encode(clipped).length > mostBytes) {
    const over = encoder.encode(clipped).length - mostBytes;
    clipped = `${clipped.slice(0, -Math.max(2, Math.ceil(over / 3)))}\u2026`;
  }
  return clipped;
}
