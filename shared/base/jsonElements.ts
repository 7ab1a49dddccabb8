const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

/**
 * The texts of a JSON array's elements, without reading what is in them: each is a JSON text of its own if the whole is one.
 * Throws a SyntaxError for a text that is no array.
 */
export function jsonElements(text: string): readonly string[] {
  const inner = text.trim();
  if (!inner.startsWith("[") || !inner.endsWith("]")) throw new SyntaxError("The text is no JSON array");
  const elements: string[] = [];
  const end = inner.length - 1;
  let depth = 0;
  let start = 1;
  for (let i = 1; i < end; i++) {
    const sign = inner.charCodeAt(i);
    if (sign === quote) i = endOfString(inner, i);
    else if (sign === comma && depth === 0) {
      elements.push(inner.slice(start, i));
      start = i + 1;
    } else depth += nesting(sign);
  }
  if (depth !== 0) throw new SyntaxError("The JSON array ends early");
  const last = inner.slice(start, end);
  return elements.length === 0 && last.trim() === "" ? [] : [...elements, last];
}

/** `[` and `{`, and `]` and `}`, differ in one bit. */
function nesting(sign: number): 1 | -1 | 0 {
  const kind = sign | 0x20;
  return kind === 0x7b ? 1 : kind === 0x7d ? -1 : 0;
}

/** Where the string that begins at `start` has its last quote. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  if (end < 0) throw new SyntaxError("A string of the JSON array does not end");
  return end;
}

function isEscaped(text: string, index: number): boolean {
  let before = index;
  while (text.charCodeAt(before - 1) === backslash) before -= 1;
  return (index - before) % 2 === 1;
}
