import { decodeColumn, encodeColumn, sampleState } from "./blockColumn.ts";
import { decodeTimes, encodeTimes } from "./blockTimes.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";

/**
 * A sealed block: all series of one target over a run of rows that share one time column, in one flat buffer.
 *
 * u32 format and row count, u32 series count, then per series (ascending id) u32 id and u32 offset,
 * the time column, the series' columns in any order, and a u32 checksum of all before it.
 */
const formatVersion = 1;
const headerBytes = 8;
const indexEntryBytes = 8;
const checksumBytes = 4;
const maxRows = 0xffff;

/** One series' rows, in arrays of at least that length. */
export interface BlockColumn {
  readonly seriesId: number;
  /** One number where all rows that hold a value hold that. */
  readonly values: Float64Array | number;
  /** Which of them hold a value (see `sampleState`); null where all do. */
  readonly states: Uint8Array | null;
}

/** Used again for each block: half of what sealing costs would be making room. */
const body = new ByteWriter();

/**
 * Columns without any sample or mark are left out; their arrays are read before the next column is asked for. `timesMs`
 * are whole milliseconds, at most 65,535 rows.
 */
export function encodeBlock(timesMs: Float64Array, columns: Iterable<BlockColumn>): Uint8Array<ArrayBuffer> {
  const rows = timesMs.length;
  if (rows > maxRows) throw new RangeError(`A block holds at most ${maxRows} rows`);
  body.clear();
  encodeTimes(body, timesMs);
  const index: { readonly seriesId: number; readonly at: number }[] = [];
  for (const { seriesId, values, states } of columns) {
    if (states && isAbsent(states, rows)) continue;
    index.push({ seriesId, at: body.length });
    encodeColumn(body, rows, values, states);
  }
  index.sort((a, b) => a.seriesId - b.seriesId);
  const bodyStart = headerBytes + index.length * indexEntryBytes;
  const writer = new ByteWriter(bodyStart + body.length + checksumBytes);
  writer.u32(formatVersion * 0x10000 + rows);
  writer.u32(index.length);
  for (const { seriesId, at } of index) {
    writer.u32(seriesId);
    writer.u32(bodyStart + at);
  }
  writer.append(body.written());
  writer.u32(checksum(writer.written()));
  return writer.written();
}

function isAbsent(states: Uint8Array, rows: number): boolean {
  for (let row = 0; row < rows; row++) if (states[row] !== sampleState.absent) return false;
  return true;
}

/** True when the buffer is a whole block of a known format: to be asked of what comes from a disk. */
export function isIntactBlock(bytes: Uint8Array): boolean {
  if (bytes.length < headerBytes + checksumBytes) return false;
  const end = bytes.length - checksumBytes;
  const reader = new ByteReader(bytes);
  if (Math.floor(reader.u32() / 0x10000) !== formatVersion) return false;
  return new ByteReader(bytes, end).u32() === checksum(bytes.subarray(0, end));
}

/** Reads single series out of a block; times are decoded once, at the first use. */
export class BlockReader {
  readonly rows: number;
  readonly seriesCount: number;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  /** One for all columns: making a view for each costs more than reading it. */
  private readonly columns: ByteReader;
  private times: Float64Array | null = null;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.columns = new ByteReader(bytes);
    this.rows = this.view.getUint32(0, true) % 0x10000;
    this.seriesCount = this.view.getUint32(4, true);
  }

  get timesMs(): Float64Array {
    const offset = headerBytes + this.seriesCount * indexEntryBytes;
    this.times ??= decodeTimes(new ByteReader(this.bytes, offset), this.rows);
    return this.times;
  }

  seriesId(index: number): number {
    return this.view.getUint32(headerBytes + index * indexEntryBytes, true);
  }

  /** True when the block has something of the series. */
  has(seriesId: number): boolean {
    return this.offsetOf(seriesId) !== null;
  }

  /** Fills `values` and `states` (at least `rows` long); false when the block has nothing of the series. */
  read(seriesId: number, values: Float64Array, states: Uint8Array): boolean {
    const offset = this.offsetOf(seriesId);
    if (offset === null) return false;
    this.columns.offset = offset;
    decodeColumn(this.columns, this.rows, values, states);
    return true;
  }

  private offsetOf(seriesId: number): number | null {
    let low = 0;
    let high = this.seriesCount - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const id = this.seriesId(middle);
      if (id === seriesId) return this.view.getUint32(headerBytes + middle * indexEntryBytes + 4, true);
      if (id < seriesId) low = middle + 1;
      else high = middle - 1;
    }
    return null;
  }
}

/** FNV-1a, over words of four bytes for speed and over the bytes that are left. */
function checksum(bytes: Uint8Array): number {
  // Words are as this machine has them, which is little-endian wherever Node and Electron run.
  const { buffer, byteOffset } = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const words = new Int32Array(buffer, byteOffset, bytes.length >> 2);
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < words.length; i++) {
    hash = Math.imul(hash ^ (words[i] ?? 0), 0x01000193);
    // Words leave the high bits of a plain FNV product unmixed.
    hash ^= hash >>> 15;
  }
  for (let at = words.length * 4; at < bytes.length; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash >>> 0;
}
