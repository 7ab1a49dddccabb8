const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

/**
 * Where a JSON value that begins at `start` ends, without reading what is in it: the index of the comma or the bracket after
 * it, or of the text's end. Throws a SyntaxError for a string that does not end and for brackets that stay open.
 */
export function jsonEnd(bytes: Uint8Array, start: number): number {
  let depth = 0;
  for (let at = start; at < bytes.length; at++) {
    const sign = bytes[at] ?? 0;
    if (sign === quote) at = endOfString(bytes, at);
    else if (sign === comma && depth === 0) return at;
    else {
      depth += nesting(sign);
      if (depth < 0) return at;
    }
  }
  if (depth !== 0) throw new SyntaxError("The JSON ends early");
  return bytes.length;
}

/** `[` and `{`, and `]` and `}`, differ in one bit. */
function nesting(sign: number): 1 | -1 | 0 {
  const kind = sign | 0x20;
  return kind === 0x7b ? 1 : kind === 0x7d ? -1 : 0;
}

/** Where the string that begins at `start` has its last quote. */
function endOfString(bytes: Uint8Array, start: number): number {
  let end = bytes.indexOf(quote, start + 1);
  while (end >= 0 && isEscaped(bytes, end)) end = bytes.indexOf(quote, end + 1);
  if (end < 0) throw new SyntaxError("A string of the JSON does not end");
  return end;
}

function isEscaped(bytes: Uint8Array, index: number): boolean {
  let before = index;
  while (bytes[before - 1] === backslash) before -= 1;
  return (index - before) % 2 === 1;
}
