import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { expect, it } from "vitest";
import { zip } from "../../../../shared/domain/format/zip.ts";

const text = (words: string) => new TextEncoder().encode(words);
const files = [
  { name: "post-mortem.md", bytes: text("# INC-7\n") },
  { name: "pictures/3-p99.png", bytes: Uint8Array.from({ length: 70_000 }, (_, at) => (at * 31) & 255) },
  { name: "empty.json", bytes: new Uint8Array() },
];

it("is an archive that another program takes apart again", () => {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-zip-"));
  try {
    const archive = join(folder, "a.zip");
    writeFileSync(archive, zip(files));
    const script = [
      "import sys, zipfile, json",
      "archive = zipfile.ZipFile(sys.argv[1])",
      "assert archive.testzip() is None",
      "print(json.dumps([[one.filename, one.file_size, one.CRC] for one in archive.infolist()]))",
    ].join("\n");
    const told: unknown = JSON.parse(execFileSync("python3", ["-c", script, archive], { encoding: "utf8" }));
    expect(told).toEqual(files.map(({ name, bytes }) => [name, bytes.length, crc32(bytes)]));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("is the same for the same files", () => {
  expect(zip(files)).toEqual(zip(files));
  expect(zip([])).toHaveLength(22);
});
