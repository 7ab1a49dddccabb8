import { MidwatchError } from "../base/errors.ts";
import { assertPlainKeys, type Path, placeAt } from "./jsonTree.ts";
import { type Lifted, liftBinary } from "./lift.ts";

/**
 * Frames as WebSocket messages. A frame of plain JSON is text. One that holds typed arrays (Float64Array, Uint32Array,
 * Uint8Array) or numbers JSON has no word for (NaN, infinities) is one binary message, all little-endian:
 *
 *     u32 magic | u32 header bytes | header, JSON | padding to 8 | payloads in order, each padded to 8
 *
 * The header is `{frame, parts}`: the frame with null in the place of each part, and `[kind, length, ...path]` for each.
 * Offsets are never sent: they follow from the lengths, which must add up to the message exactly.
 */
const magic = 0x3146574d;
const prefixBytes = 8;
const maxParts = 100_000;

type Kind = Lifted["kind"];
const elementBytes: Readonly<Record<Kind, number>> = { f64: 8, u32: 4, u8: 1, num: 8 };

/** Throws a TypeError for what cannot be carried (functions, bigints, other views). */
export function encodeFrame(frame: unknown): string | Uint8Array<ArrayBuffer> {
  const { tree, parts } = liftBinary(frame);
  if (parts.length === 0) return JSON.stringify(tree);
  const header = new TextEncoder().encode(
    JSON.stringify({ frame: tree, parts: parts.map(({ kind, data, path }) => [kind, data.length, ...path]) }),
  );
  const dataStart = aligned(prefixBytes + header.length);
  const message = new Uint8Array(parts.reduce((end, { data }) => aligned(end + data.byteLength), dataStart));
  const prefix = new DataView(message.buffer);
  prefix.setUint32(0, magic, true);
  prefix.setUint32(4, header.length, true);
  message.set(header, prefixBytes);
  let offset = dataStart;
  for (const { data } of parts) {
    message.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset = aligned(offset + data.byteLength);
  }
  return message;
}

/** Every typed array has a buffer of its own, never a view of `message`. Throws PROTOCOL for anything not encoded above. */
export function decodeFrame(message: string | Uint8Array): unknown {
  try {
    return typeof message === "string" ? parseJson(message) : decodeBinary(message);
  } catch (cause) {
    throw new MidwatchError("PROTOCOL", "A message could not be read", { cause });
  }
}

function decodeBinary(message: Uint8Array): unknown {
  if (message.byteLength < prefixBytes) throw new RangeError("shorter than its prefix");
  const prefix = new DataView(message.buffer, message.byteOffset, prefixBytes);
  if (prefix.getUint32(0, true) !== magic) throw new RangeError("wrong magic");
  const headerBytes = prefix.getUint32(4, true);
  if (headerBytes > message.byteLength - prefixBytes) throw new RangeError("header longer than the message");
  const text = new TextDecoder("utf-8", { fatal: true }).decode(
    message.subarray(prefixBytes, prefixBytes + headerBytes),
  );
  const { frame, parts } = readHeader(parseJson(text));
  let offset = aligned(prefixBytes + headerBytes);
  for (const { kind, length, path } of parts) {
    const end = offset + length * elementBytes[kind];
    if (end > message.byteLength) throw new RangeError("payload longer than the message");
    placeAt(frame, path, restore(kind, message.subarray(offset, end)));
    offset = aligned(end);
  }
  if (offset !== message.byteLength) throw new RangeError("lengths do not add up");
  return frame;
}

interface Part {
  readonly kind: Kind;
  readonly length: number;
  readonly path: Path;
}

function readHeader(header: unknown): { readonly frame: unknown; readonly parts: readonly Part[] } {
  if (typeof header !== "object" || header === null || !("frame" in header && "parts" in header)) {
    throw new RangeError("wrong header");
  }
  const { frame, parts } = header;
  if (!Array.isArray(parts) || parts.length > maxParts) throw new RangeError("wrong parts");
  return { frame, parts: parts.map(readPart) };
}

function readPart(part: unknown): Part {
  if (!Array.isArray(part)) throw new RangeError("wrong part");
  const [kind, length, ...path]: unknown[] = part;
  if (!isKind(kind) || !isCount(length) || (kind === "num" && length !== 1)) throw new RangeError("wrong part");
  return { kind, length, path: path.map(readStep) };
}

function readStep(step: unknown): string | number {
  if (typeof step === "string" || isCount(step)) return step;
  throw new RangeError("wrong path");
}

function restore(kind: Kind, bytes: Uint8Array): unknown {
  // A copy in any case: the message may be a view of a pool that is written again, and its payloads need not be aligned.
  const own = new Uint8Array(bytes);
  if (kind === "u8") return own;
  if (kind === "u32") return new Uint32Array(own.buffer);
  const numbers = new Float64Array(own.buffer);
  return kind === "num" ? numbers[0] : numbers;
}

function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  assertPlainKeys(text, value);
  return value;
}

function isKind(value: unknown): value is Kind {
  return typeof value === "string" && Object.hasOwn(elementBytes, value);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function aligned(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}
