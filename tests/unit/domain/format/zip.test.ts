import { crc32 } from "node:zlib";
import { expect, it } from "vitest";
import { zip } from "../../../../shared/domain/format/zip.ts";

const files = [
  { name: "post-mortem.md", bytes: new TextEncoder().encode("# INC-7\n") },
  { name: "pictures/3-p99.png", bytes: Uint8Array.from({ length: 70_000 }, (_, at) => (at * 31) & 255) },
  { name: "empty.json", bytes: new Uint8Array() },
];

/** As a program does that takes it apart: from the end to the directory, from there to each file. */
function unzip(archive: Uint8Array): readonly { readonly name: string; readonly bytes: Uint8Array }[] {
  const bytes = Buffer.from(archive);
  const end = bytes.length - 22;
  expect(bytes.readUInt32LE(end)).toBe(0x06054b50);
  let at = bytes.readUInt32LE(end + 16);
  const found = Array.from({ length: bytes.readUInt16LE(end + 10) }, () => {
    expect(bytes.readUInt32LE(at)).toBe(0x02014b50);
    const [crc, size, nameLength] = [
      bytes.readUInt32LE(at + 16),
      bytes.readUInt32LE(at + 24),
      bytes.readUInt16LE(at + 28),
    ];
    const name = bytes.toString("ascii", at + 46, at + 46 + nameLength);
    const local = bytes.readUInt32LE(at + 42);
    at += 46 + nameLength;
    expect(bytes.readUInt32LE(local)).toBe(0x04034b50);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    expect(bytes.toString("ascii", local + 30, start)).toBe(name);
    const content = bytes.subarray(start, start + size);
    expect(crc32(content)).toBe(crc);
    return { name, bytes: new Uint8Array(content) };
  });
  expect(at).toBe(end);
  return found;
}

it("gives back each file as it was, with the sum that another library reckons", () => {
  expect(unzip(zip(files))).toEqual(files);
  expect(unzip(zip([]))).toEqual([]);
});
