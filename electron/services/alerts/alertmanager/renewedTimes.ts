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

/** Two answers, and where an alert begins in each: one object for all of them, which are ten thousand. */
export interface Places {
  readonly was: Buffer;
  readonly now: Buffer;
  wasStart: number;
  nowStart: number;
}

/** Whether bytes `from` to `to` of the alert are the same in both. */
export function isSame({ was, now, wasStart, nowStart }: Places, from: number, to: number): boolean {
  const end = Math.min(nowStart + to, now.length);
  return was.compare(now, Math.min(nowStart + from, end), end, wasStart + from, wasStart + to) === 0;
}

/** Whether an alert's JSON of `byteLength` says the same in both, but for those times: without reading what is in it. */
export function isSameButFor(times: RenewedTimes, places: Places, byteLength: number): boolean {
  const { now, nowStart } = places;
  let from = 0;
  for (const { start, end } of times) {
    if (now.indexOf(quote, nowStart + start) !== nowStart + end || !isSame(places, from, start)) return false;
    from = end;
  }
  return times.length > 0 && isSame(places, from, byteLength);
}
