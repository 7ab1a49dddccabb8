/** Whoever sends an alert sends it again each minute, and the server renews these; nobody here reads them. */
const renewedKeys = ["endsAt", "updatedAt"].map((key) => Buffer.from(`"${key}":"`));
const quote = 0x22;

/** Where in an alert's JSON they stand, first to last. */
export type RenewedTimes = readonly { readonly start: number; readonly end: number }[];

/** A key that stands there more than once is left out: an annotation may have the same name. */
export function renewedTimes(text: Buffer): RenewedTimes {
  return renewedKeys
    .flatMap((key) => {
      const found = text.indexOf(key);
      const start = found + key.length;
      const isOnlyOne = found >= 0 && text.indexOf(key, start) < 0;
      return isOnlyOne ? [{ start, end: text.indexOf(quote, start) }] : [];
    })
    .sort((a, b) => a.start - b.start);
}

/** `byteLength` bytes of an answer, the JSON of an alert. */
export interface AlertText {
  readonly answer: Buffer;
  readonly start: number;
}

/** Whether an alert's JSON of `byteLength` says the same in two answers, but for those times: without reading what is in it. */
export function sameButRenewed(was: AlertText, now: AlertText, byteLength: number, times: RenewedTimes): boolean {
  if (isSame(was, now, 0, byteLength)) return true;
  let from = 0;
  for (const { start, end } of times) {
    const isStillThere = now.answer.indexOf(quote, now.start + start) === now.start + end;
    if (!isStillThere || !isSame(was, now, from, start)) return false;
    from = end;
  }
  return times.length > 0 && isSame(was, now, from, byteLength);
}

function isSame(was: AlertText, now: AlertText, from: number, to: number): boolean {
  const end = Math.min(now.start + to, now.answer.length);
  return was.answer.compare(now.answer, Math.min(now.start + from, end), end, was.start + from, was.start + to) === 0;
}
