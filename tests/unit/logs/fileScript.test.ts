import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseFrames } from "../../../electron/services/logs/hosts/frames.ts";
import { readScript } from "../../../electron/services/logs/hosts/readScript.ts";
import type { HostReading } from "../../../electron/services/logs/hosts/request.ts";

const nonce = "0123456789abcdef";
const hasBusybox = spawnSync("busybox", ["true"]).error === undefined;
/** More than busybox' `tail` can count to. */
const before = 5 * 2 ** 30 + 12_345;
const line = "2026-11-25T02:30:00Z INFO newest\n";

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-files-"));
  file = join(folder, "big.log");
  writeFileSync(file, "");
  // Takes no room on the disk.
  truncateSync(file, before);
  appendFileSync(file, line);
  if (!hasBusybox) return;
  mkdirSync(join(folder, "bin"));
  const applets = spawnSync("busybox", ["--list"], { encoding: "utf8" }).stdout.trim().split("\n");
  const program = spawnSync("sh", ["-c", "command -v busybox"], { encoding: "utf8" }).stdout.trim();
  for (const applet of applets) symlinkSync(program, join(folder, "bin", applet));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tools = [
  ["this machine's", () => process.env.PATH ?? "", true],
  ["busybox'", () => join(folder, "bin"), hasBusybox],
] as const;

describe.each(tools)("a file of five gigabytes, read by %s tools", (_name, path, isThere) => {
  function read(reading: HostReading) {
    const { stdout } = spawnSync("/bin/sh", ["-s"], {
      env: { PATH: path() },
      input: readScript(nonce, reading),
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    });
    const frames = parseFrames(stdout, nonce)?.frames ?? [];
    return frames.filter(({ kind }) => kind === "F" || kind === "P");
  }
  const inode = () => `${statSync(file, { bigint: true }).ino}`;
  const size = before + line.length;

  test.skipIf(!isThere)("what is new in it", () => {
    const files = [{ path: file, inode: inode(), offset: before }];
    const news = read({ kind: "news", logs: [{ files: file }], positions: [{ kind: "files", files }] });
    expect(news).toEqual([
      { kind: "P", log: 0, words: [inode(), `${before}`, `${size}`, "0"], name: file, text: line },
    ]);
  });

  test.skipIf(!isThere)("its newest part, and where that ends", () => {
    const window = { kind: "window", startMs: 0, endMs: Date.now(), needle: null, lines: 100 } as const;
    const [frame] = read({ ...window, logs: [{ files: file }] });
    expect(frame).toMatchObject({ kind: "F", words: ["1", inode(), `${size}`], name: file });
    expect(frame?.text.endsWith(`\0${line}`)).toBe(true);
  });
});
