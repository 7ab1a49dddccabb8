/** Letters, `_` and `:` begin a metric name; digits may follow. Label names are the same without `:`. */
export function isNameStart(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || code === 0x3a;
}

/** The index behind the name characters that begin at `from`. */
export function nameEnd(text: string, from: number, end: number): number {
  let at = from;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (!isNameStart(code) && !(code >= 0x30 && code <= 0x39)) break;
  }
  return at;
}

/** The index of the quote that closes the one at `quote`; -1 when there is none before `end`. */
export function quotedEnd(text: string, quote: number, end: number): number {
  for (let at = quote + 1; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at;
    if (code === 0x5c) at++;
  }
  return -1;
}

/** Resolves `\\`, `\"` and `\n`; a backslash before anything else stands for itself. */
export function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(["n\\])/g, (_, character: string) => (character === "n" ? "\n" : character));
}

export function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x09) break;
  }
  return at;
}
