import { xxhash64 } from "../../promql/engine/xxhash64.ts";

const separator = "\u00ff";

/** How far into its interval a group is evaluated: groups are spread out, each always at the same place, as Prometheus does. */
export function groupOffsetMs(file: string, name: string, intervalMs: number): number {
  const hash = xxhash64(latin1(`file${separator}`, file, `${separator}name${separator}`, name, separator));
  // Prometheus counts in nanoseconds.
  return Number((hash % BigInt(intervalMs * 1_000_000)) / 1_000_000n);
}

/** The last time at or before `nowMs` at which the group is due. */
export function dueAtMs(nowMs: number, intervalMs: number, offsetMs: number): number {
  const sinceOffset = nowMs - offsetMs;
  return sinceOffset - (((sinceOffset % intervalMs) + intervalMs) % intervalMs) + offsetMs;
}

/** Texts as UTF-8, the separators among them as the single byte 0xff. */
function latin1(...parts: readonly string[]): Uint8Array {
  const encoder = new TextEncoder();
  const bytes = parts.flatMap((part) =>
    part.split(/(\u00ff)/).flatMap((piece) => (piece === separator ? [0xff] : [...encoder.encode(piece)])),
  );
  return new Uint8Array(bytes);
}
