const perValueBytes = 8;

/**
 * Whether `value` takes at most `limitBytes`, counted roughly: text at two bytes a unit, eight a number or node,
 * buffers in full. Stops as soon as the limit is passed, so cycles and giant structures cost no more than the limit.
 * Anything that is not plain data (Map, Blob, function) does not fit.
 */
export function fitsWithin(value: unknown, limitBytes: number): boolean {
  const pending: unknown[] = [value];
  let leftBytes = limitBytes;
  while (pending.length > 0) {
    const next = pending.pop();
    leftBytes -= ownBytes(next);
    if (leftBytes < 0) return false;
    if (typeof next !== "object" || next === null || ArrayBuffer.isView(next)) continue;
    if (Array.isArray(next)) {
      if (next.length * perValueBytes > leftBytes) return false;
      for (const item of next) pending.push(item);
      continue;
    }
    for (const [key, item] of Object.entries(next)) {
      leftBytes -= key.length * 2;
      if (leftBytes < 0) return false;
      pending.push(item);
    }
  }
  return true;
}

function ownBytes(value: unknown): number {
  if (typeof value === "string") return perValueBytes + value.length * 2;
  if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint")
    return Number.POSITIVE_INFINITY;
  if (typeof value !== "object" || value === null) return perValueBytes;
  // A view keeps its whole buffer alive, however little of it it shows.
  if (ArrayBuffer.isView(value)) return perValueBytes + value.buffer.byteLength;
  if (Array.isArray(value)) return perValueBytes;
  const prototype: unknown = Object.getPrototypeOf(value);
  const plain = prototype === null || Object.getPrototypeOf(prototype) === null;
  return plain ? perValueBytes : Number.POSITIVE_INFINITY;
}
