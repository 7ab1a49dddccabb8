import { describe, expect, it } from "vitest";
import { createFrameReader, type Frame } from "../../../electron/services/collect/frameReader.ts";
import { frameMark } from "../../../shared/domain/collect/protocol.ts";

const nonce = "n0nce";
const begin = (tick: number) => frameMark(nonce, { kind: "begin", tick, uptimeSeconds: 10.5 });
const section = (name: string, status = 0) =>
  frameMark(nonce, { kind: "section", section: name, status, uptimeSeconds: 10.75, startedSeconds: 10.5 });
const end = (tick: number) => frameMark(nonce, { kind: "end", tick, uptimeSeconds: 11 });

function read(chunks: readonly (string | Uint8Array)[]) {
  const frames: Frame[] = [];
  const reader = createFrameReader(nonce, (frame) => frames.push(frame));
  for (const chunk of chunks) reader.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  return { frames, reader };
}

const tick = `${begin(0)}/proc/loadavg:0.1\n${section("host")}0, GPU-é✓\n${section("gpu", 14)}${end(0)}`;
const expected = [
  { kind: "begin", tick: 0, uptimeSeconds: 10.5 },
  {
    kind: "section",
    section: "host",
    status: 0,
    uptimeSeconds: 10.75,
    startedSeconds: 10.5,
    text: "/proc/loadavg:0.1\n",
    bytes: 18,
    skippedBytes: 0,
  },
  {
    kind: "section",
    section: "gpu",
    status: 14,
    uptimeSeconds: 10.75,
    startedSeconds: 10.5,
    text: "0, GPU-é✓\n",
    bytes: 13,
    skippedBytes: 0,
  },
  { kind: "end", tick: 0, uptimeSeconds: 11 },
];

describe("frame reader", () => {
  it("reads a tick whole", () => {
    expect(read([tick]).frames).toEqual(expected);
  });

  it.each([1, 2, 3, 5, 7, 16, 33])("reads a tick in pieces of %i bytes, characters split included", (size) => {
    const bytes = Buffer.from(tick);
    const chunks = [];
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
    expect(read(chunks).frames).toEqual(expected);
  });

  it("takes a mark in the middle of a line: text without a last newline", () => {
    const { frames } = read([`${begin(3)}no newline${section("gpu", 127)}`]);
    expect(frames[1]).toMatchObject({ section: "gpu", status: 127, text: "no newline" });
  });

  it("keeps what a login shell printed as noise, apart from the data", () => {
    const { frames, reader } = read(["Welcome to gpu-a01\n", tick]);
    expect(frames).toEqual(expected);
    expect(reader.noise).toBe("Welcome to gpu-a01");
  });

  it("bounds the noise", () => {
    const { reader } = read(Array.from({ length: 100 }, () => "x".repeat(1000)));
    expect(reader.noise.length).toBe(2001);
  });

  it.each([
    ["another nonce", "\u001eother S gpu 0 1.5 1.2\n"],
    ["a nonce that only begins like ours", "\u001en0nce2 S gpu 0 1.5 1.2\n"],
    ["an unknown kind", "\u001en0nce X gpu 0 1.5 1.2\n"],
    ["a status that is no number", "\u001en0nce S gpu zero 1.5 1.2\n"],
    ["a missing uptime", "\u001en0nce S gpu 0 1.5\n"],
    ["an endless mark", `\u001en0nce S ${"g".repeat(400)} 0 1 1\n`],
    ["a lone separator", "\u001e"],
  ])("takes %s for text", (_, text) => {
    const { frames } = read([`${begin(0)}a\n${text}b\n${section("host")}`]);
    expect(frames).toHaveLength(2);
    expect(frames[1]).toMatchObject({ text: `a\n${text}b\n` });
  });

  it("ignores a section before the first tick", () => {
    expect(read([`stray${section("gpu")}`]).frames).toEqual([]);
  });

  it("takes a section that comes after its tick for one", () => {
    const { frames } = read([`${begin(0)}a\n${section("host")}${end(0)}0, GPU\n${section("gpu")}${begin(1)}`]);
    expect(frames.map((frame) => frame.kind)).toEqual(["begin", "section", "end", "section", "begin"]);
    expect(frames[3]).toMatchObject({ section: "gpu", text: "0, GPU\n" });
  });

  it("drops a section that was cut off by a new tick", () => {
    const { frames } = read([`${begin(0)}half of it`, `${begin(1)}whole\n${section("host")}`]);
    expect(frames.map((frame) => frame.kind)).toEqual(["begin", "begin", "section"]);
    expect(frames[2]).toMatchObject({ text: "whole\n" });
  });

  it("caps a section at 1 MB and says how much it skipped", () => {
    const megabyte = "y".repeat(1 << 20);
    const { frames } = read([begin(0), megabyte, megabyte, section("host"), "ok\n", section("gpu")]);
    expect(frames[1]).toMatchObject({ bytes: 2 << 20, skippedBytes: 1 << 20 });
    expect(frames[2]).toMatchObject({ text: "ok\n", skippedBytes: 0 });
  });

  it("caps XML at 8 MB", () => {
    const megabyte = Buffer.alloc(1 << 20, 0x78);
    const { frames } = read([begin(0), ...Array.from({ length: 10 }, () => megabyte), section("xml")]);
    expect(frames[1]).toMatchObject({ bytes: 10 << 20, skippedBytes: 2 << 20 });
  });

  it("hands over complete lines of an open section and keeps the rest", () => {
    const { frames, reader } = read([`${begin(0)}0, a\n1, b\n2,`]);
    expect(reader.takeLines()).toBe("0, a\n1, b\n");
    expect(reader.takeLines()).toBe("");
    reader.push(Buffer.from(` c\n${section("gpu", 1)}`));
    expect(frames[1]).toMatchObject({ text: "2, c\n", status: 1 });
  });
});
