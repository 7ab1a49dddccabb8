import { detached } from "./detached.ts";

const known = new Map<string, string>();
const mostKnown = 8192;
const longest = 128;

/**
 * The same object for the same text. What hosts tell again each second would else live until the next second, and pile up
 * among what is old.
 */
export function interned(text: string): string {
  const found = known.get(text);
  if (found !== undefined) return found;
  if (text.length > longest) return text;
  if (known.size >= mostKnown) known.clear();
  const own = detached(text);
  known.set(own, own);
  return own;
}
