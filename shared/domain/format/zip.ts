/** A file of an archive. */
export interface ZipFile {
  /** With `/` between folders; ASCII. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const endSignature = 0x06054b50;
const localBytes = 30;
const centralBytes = 46;
const endBytes = 22;
const version = 20;
/** 1 January 1980: archives of the same files are the same. */
const dosDate = 0x21;

/** An archive of files as they are, for pictures are compressed already. Fewer than 65,536 files, less than 4 GiB. */
export function zip(files: readonly ZipFile[]): Uint8Array<ArrayBuffer> {
  const entries = files.map(({ name, bytes }) => ({ name: new TextEncoder().encode(name), bytes, crc: crc32(bytes) }));
  const size = entries.reduce(
    (sum, { name, bytes }) => sum + localBytes + centralBytes + 2 * name.length + bytes.length,
    endBytes,
  );
  const archive = new Uint8Array(size);
  const view = new DataView(archive.buffer);
  let at = 0;
  const offsets = entries.map((entry) => {
    const offset = at;
    view.setUint32(at, localSignature, true);
    view.setUint16(at + 4, version, true);
    writeSizes(view, at + 10, entry);
    archive.set(entry.name, at + localBytes);
    archive.set(entry.bytes, at + localBytes + entry.name.length);
    at += localBytes + entry.name.length + entry.bytes.length;
    return offset;
  });
  const directory = at;
  entries.forEach((entry, index) => {
    view.setUint32(at, centralSignature, true);
    view.setUint16(at + 4, version, true);
    view.setUint16(at + 6, version, true);
    writeSizes(view, at + 12, entry);
    view.setUint32(at + 42, offsets[index] ?? 0, true);
    archive.set(entry.name, at + centralBytes);
    at += centralBytes + entry.name.length;
  });
  view.setUint32(at, endSignature, true);
  view.setUint16(at + 8, entries.length, true);
  view.setUint16(at + 10, entries.length, true);
  view.setUint32(at + 12, at - directory, true);
  view.setUint32(at + 16, directory, true);
  return archive;
}

/** Time, date, CRC, both sizes and the name's length: the same in both headers of a file. */
function writeSizes(
  view: DataView,
  at: number,
  { name, bytes, crc }: { readonly name: Uint8Array; readonly bytes: Uint8Array; readonly crc: number },
): void {
  view.setUint16(at + 2, dosDate, true);
  view.setUint32(at + 4, crc, true);
  view.setUint32(at + 8, bytes.length, true);
  view.setUint32(at + 12, bytes.length, true);
  view.setUint16(at + 16, name.length, true);
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}
