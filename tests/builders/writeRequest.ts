import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { uncompress } from "snappyjs";

export interface ReadSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [number, number | "stale"])[];
}

/** What a receiver of remote write 1.0 reads from a body; the labels' order is checked, as receivers do. */
export function readWriteRequest(body: Uint8Array): readonly ReadSeries[] {
  return messages(uncompress(body), 1).map((series) => {
    const pairs = messages(series, 1).map(readLabel);
    const names = pairs.map(([name]) => name);
    if (names.join() !== [...new Set(names)].sort().join()) throw new Error(`Labels out of order: ${names.join()}`);
    return { labels: Object.fromEntries(pairs), samples: messages(series, 2).map(readSample) };
  });
}

function messages(bytes: Uint8Array, field: number): Uint8Array[] {
  const reader = new BinaryReader(bytes);
  const found: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    if (number === field && type === WireType.LengthDelimited) found.push(reader.bytes());
    else reader.skip(type);
  }
  return found;
}

function readLabel(bytes: Uint8Array): readonly [string, string] {
  const [name = new Uint8Array()] = messages(bytes, 1);
  const [value = new Uint8Array()] = messages(bytes, 2);
  const decoder = new TextDecoder();
  return [decoder.decode(name), decoder.decode(value)];
}

function readSample(bytes: Uint8Array): readonly [number, number | "stale"] {
  const reader = new BinaryReader(bytes);
  let value: number | "stale" = Number.NaN;
  let timeMs = Number.NaN;
  while (reader.pos < reader.len) {
    const [number] = reader.tag();
    if (number === 1) {
      const bits = BigInt.asUintN(64, BigInt(reader.fixed64()));
      value = bits === 0x7ff0_0000_0000_0002n ? "stale" : numberOf(bits);
    } else timeMs = Number(reader.int64());
  }
  return [timeMs, value];
}

function numberOf(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}
