/** Whoever sends an alert sends it again each minute, and the server renews these; nobody here reads them. */
const renewedKeys = ["endsAt", "updatedAt"].map((key) => Buffer.from(`"${key}":"`));
const quote = 0x22;

/** Whether two JSON texts of an alert are the same, but for the times that servers renew: without reading what is in them. */
export function sameButRenewed(was: Buffer, now: Buffer): boolean {
  if (was.length !== now.length) return false;
  const times = renewedKeys.map((key) => spanOf(now, key)).sort((a, b) => a.start - b.start);
  let at = 0;
  for (const { start, end } of times) {
    if (start < 0 || was.indexOf(quote, start) !== end || was.compare(now, at, start, at, start) !== 0) return false;
    at = end;
  }
  return was.compare(now, at, now.length, at) === 0;
}

/** From before 0 where the key does not stand there just once: an annotation may have the same name. */
function spanOf(text: Buffer, key: Buffer): { readonly start: number; readonly end: number } {
  const found = text.indexOf(key);
  const start = found + key.length;
  const end = text.indexOf(quote, start);
  const isKnown = found >= 0 && end >= 0 && text.indexOf(key, start) < 0;
  return { start: isKnown ? start : -1, end };
}
