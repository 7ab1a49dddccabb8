import { describe, expect, test } from "vitest";
import { parseFrames } from "../../../electron/services/logs/hosts/frames.ts";
import { HostFollower } from "../../../electron/services/logs/hosts/hostFollower.ts";
import { readScript } from "../../../electron/services/logs/hosts/readScript.ts";
import { windowAnswer } from "../../../electron/services/logs/hosts/windowAnswer.ts";
import type { LogLine } from "../../../shared/domain/logs/model.ts";

const nonce = "0123456789abcdef";
const nowMs = Date.UTC(2026, 10, 25, 3);
const window = { startMs: nowMs - 3_600_000, endMs: nowMs + 1000, mostEntries: null };
const frame = (words: string, text = "") => `\u001e${nonce} ${words}\n${text}`;

/** What a host prints, one hour east of Greenwich and up for a day. */
function output(...frames: readonly string[]) {
  const printed = `Welcome!\n${frame(`T ${nowMs / 1000} +0100 86400.00`)}${frames.join("")}${frame("E")}`;
  const parsed = parseFrames(printed, nonce);
  if (!parsed) throw new Error("not understood");
  return parsed;
}

const shown = (lines: readonly LogLine[]) =>
  lines.map(
    ({ level, stream, timeMs, text }) => `${level} ${stream} ${new Date(timeMs).toISOString().slice(11, 23)} ${text}`,
  );

describe("a window", () => {
  test("journal entries: time, unit and level; what a program prints has the level that it says", () => {
    const entry = (fields: object) =>
      JSON.stringify({ __CURSOR: "s=1", __REALTIME_TIMESTAMP: "1795573800123456", ...fields });
    const text = [
      'cut off at its beginning"}',
      entry({ MESSAGE: "started", PRIORITY: "4", _SYSTEMD_UNIT: "nginx.service" }),
      entry({ MESSAGE: "INFO fine", PRIORITY: "6", _SYSTEMD_UNIT: "vllm.service", _TRANSPORT: "stdout" }),
      entry({ MESSAGE: [104, 195, 164], PRIORITY: "6", SYSLOG_IDENTIFIER: "app" }),
      entry({ MESSAGE: "NVRM: Xid (PCI:0000:9b:00): 79", PRIORITY: "3", _TRANSPORT: "kernel" }),
    ].join("\n");
    const { lines } = windowAnswer(output(frame("J 0", text)), "gpu-a01", [], window);
    expect(shown(lines)).toEqual([
      "warn nginx.service 02:30:00.123 started",
      "info vllm.service 02:30:00.123 INFO fine",
      "info app 02:30:00.123 hä",
      "error kernel 02:30:00.123 NVRM: Xid (PCI:0000:9b:00): 79",
    ]);
  });

  test("containers: both outputs in order, a traceback as one record", () => {
    const text = [
      "2026-11-25T02:30:00.500000000Z second",
      "2026-11-25T02:30:01.100000000Z Traceback (most recent call last):",
      '2026-11-25T02:30:01.100000001Z   File "x.py", line 1',
      "2026-11-25T02:30:01.100000002Z ValueError: boom",
      "2026-11-25T02:30:00.400000000Z first",
      "not of docker",
      "",
    ].join("\n");
    const { lines } = windowAnswer(output(frame("O 0 vllm-0", text)), "gpu-a01", [], window);
    expect(shown(lines)).toEqual([
      "unknown vllm-0 02:30:00.400 first",
      "unknown vllm-0 02:30:00.500 second",
      'error vllm-0 02:30:01.100 Traceback (most recent call last):\n  File "x.py", line 1\nValueError: boom',
    ]);
  });

  test("the kernel's ring: uptime becomes a wall clock, with and without priorities", () => {
    const text = "<4>[86390.500000] nvidia: slow\n[86395.000000] plain\ngarbage\n";
    const { lines } = windowAnswer(output(frame("M 0", text)), "gpu-a01", [], window);
    expect(shown(lines)).toEqual(["warn kernel 02:59:50.500 nvidia: slow", "unknown kernel 02:59:55.000 plain"]);
  });

  test("times without a zone are the host's own; lines without a time stand after the one before", () => {
    const text = "2026-11-25 03:30:00 INFO a\nno time\n--\n2026-11-25 03:31:00 INFO b\n";
    const printed = output(frame("F 0 0 0 0 /var/log/a.log", text));
    const { lines, completeFromMs } = windowAnswer(printed, "gpu-a01", [], window);
    expect(lines.map(({ timeFrom }) => timeFrom)).toEqual(["own", "previous", "own"]);
    expect(shown(lines)[1]).toBe("unknown /var/log/a.log 02:30:00.000 no time");
    expect(completeFromMs).toBe(window.startMs);
  });

  test("lines before the first with a time stand at that one, and not at the moment in which they were read", () => {
    const text = "no time\nnone either\n2026-11-25T02:31:00Z INFO a\nafter\n";
    const { lines } = windowAnswer(output(frame("F 0 0 0 0 /a", text)), "gpu-a01", [], window);
    expect(lines.map(({ timeFrom }) => timeFrom)).toEqual(["next", "next", "own", "previous"]);
    expect(new Set(lines.map(({ timeMs }) => timeMs))).toEqual(new Set([Date.UTC(2026, 10, 25, 2, 31)]));
    const old = windowAnswer(output(frame("F 0 0 0 0 /a", text)), "gpu-a01", [], {
      ...window,
      startMs: nowMs - 60_000,
    });
    expect(old.lines).toEqual([]);
  });

  test("records of a log that belongs to a service say so, unless they name one themselves", () => {
    const text = '2026-11-25T02:30:00Z plain\n{"service":"other","time":"2026-11-25T02:31:00Z","message":"own"}\n';
    const logs = [{ kernel: true as const }, { files: "/var/log/a.log", service: "chat" }];
    const { lines } = windowAnswer(output(frame("F 1 0 0 0 /var/log/a.log", text)), "gpu-a01", logs, window);
    expect(lines.map(({ fields }) => fields.service)).toEqual(["chat", "other"]);
    const follower = new HostFollower("gpu-a01", logs);
    const news = follower.take(output(frame("P 1 77 0 100 0 /var/log/a.log", text))).lines;
    expect(news.map(({ fields }) => fields.service)).toEqual(["chat", "other"]);
  });

  test("the newest entries that were asked for are all that is known: nothing before them counts as none", () => {
    const entry = (second: number) =>
      JSON.stringify({ __CURSOR: "s", __REALTIME_TIMESTAMP: String((nowMs / 1000 - 60 + second) * 1e6), MESSAGE: "x" });
    const journal = output(frame("J 0", [entry(0), entry(1), entry(2)].join("\n")));
    const docker = output(frame("O 0 vllm-0", [0, 1, 2].map((n) => `2026-11-25T02:59:0${n}Z x`).join("\n")));
    for (const printed of [journal, docker]) {
      const asked = (mostEntries: number) => windowAnswer(printed, "gpu-a01", [], { ...window, mostEntries });
      expect(asked(4).completeFromMs).toBe(window.startMs);
      expect(asked(3).completeFromMs).toBe(nowMs - 60_000 + 1);
    }
  });

  test("a file that was read from its middle is complete from there on", () => {
    const snippet = "of a line\n2026-11-25T02:40:00Z first whole one\n";
    const text = "of a line\n2026-11-25T02:45:00Z found\n";
    const frames = output(frame("C 0 /var/log/a.log", snippet), frame("F 0 1 0 0 /var/log/a.log", text));
    const { lines, completeFromMs } = windowAnswer(frames, "gpu-a01", [], window);
    expect(completeFromMs).toBe(Date.UTC(2026, 10, 25, 2, 40));
    expect(lines).toHaveLength(1);
  });
});

describe("news", () => {
  test("a line that was half written is one line, and positions go along", () => {
    const follower = new HostFollower("gpu-a01", [{ files: "/var/log/*.log" }]);
    const news = (frames: string) => shown(follower.take(output(frames)).lines).map((line) => line.slice(-6));
    expect(news(frame("P 0 77 100 100 0 /var/log/a.log"))).toEqual([]);
    expect(news(frame("P 0 77 100 140 0 /var/log/a.log", "2026-11-25T02:30:00Z whole\n2026-11-25T02:30"))).toEqual([
      " whole",
    ]);
    expect(news(frame("P 0 77 140 160 0 /var/log/a.log", ":01Z halved\n"))).toEqual(["halved"]);
    expect(follower.reading).toMatchObject({
      positions: [{ kind: "files", files: [{ path: "/var/log/a.log", inode: "77", offset: 160 }] }],
    });
  });

  test("an inode is handed back as it was told, however long: else each reading took the file for another one", () => {
    const follower = new HostFollower("gpu-a01", [{ files: "/a" }]);
    follower.take(output(frame("P 0 9223372041149743102 0 0 0 /a")));
    const files = [{ path: "/a", inode: "9223372041149743102", offset: 0 }];
    expect(follower.reading).toMatchObject({ positions: [{ kind: "files", files }] });
  });

  test("a record has the same place in its file, whether a page or live lines read it, and in whatever pieces", () => {
    const text = "naïve\n\nTraceback (most recent call last):\n  x\nValueError: ü\nlast\n";
    const bytes = Buffer.byteLength(text);
    const cut = text.indexOf("ï") + 1;
    const first = Buffer.byteLength(text.slice(0, cut));
    const follower = new HostFollower("gpu-a01", [{ files: "/a" }]);
    const read = (words: string, piece: string) => follower.take(output(frame(words, piece))).lines;
    const live = [
      ...read("P 0 77 0 0 0 /a", ""),
      ...read(`P 0 77 0 ${first} 0 /a`, text.slice(0, cut)),
      ...read(`P 0 77 ${first} ${bytes} 0 /a`, text.slice(cut)),
    ];
    const page = windowAnswer(output(frame(`F 0 0 77 ${bytes} /a`, text)), "gpu-a01", [], window).lines;
    const placed = (lines: readonly LogLine[]) => lines.map(({ text: of, place }) => [of, place]);
    expect(placed(page)).toEqual([
      ["naïve", { file: "77", endByte: 7 }],
      ["Traceback (most recent call last):\n  x\nValueError: ü", { file: "77", endByte: bytes - 5 }],
      ["last", { file: "77", endByte: bytes }],
    ]);
    expect(placed(live)).toEqual(placed(page));
    const packed = windowAnswer(output(frame("F 0 0 0 0 /a", text)), "gpu-a01", [], window).lines;
    expect(packed.map(({ place }) => place)).toEqual([undefined, undefined, undefined]);
  });

  test("of a file that was emptied, or stands where another one stood, no byte is taken for one of before", () => {
    const follower = new HostFollower("gpu-a01", [{ files: "/*" }]);
    const places = (...frames: readonly string[]) => {
      const { lines } = follower.take(output(...frames));
      return lines.map(({ place }) => place?.file);
    };
    const written = (inode: number, path: string) => frame(`P 0 ${inode} 0 4 0 ${path}`, "new\n");
    expect(places(written(77, "/a"))).toEqual(["77"]);
    expect(places(written(77, "/a"))).toEqual(["77"]);
    expect(places(frame("U 0 /a"), written(77, "/a"))).toEqual(["77-1"]);
    expect(places(written(77, "/a"))).toEqual(["77-1"]);
    expect(places(written(78, "/a"))).toEqual(["78-2"]);
    // It may have the inode of a file that a page read under that path.
    expect(places(written(78, "/a"), written(90, "/late"))).toEqual(["78-2", "90-1"]);
    expect(places(written(90, "/late"))).toEqual(["90-1"]);
  });

  test("lines before bytes that are no text have no place: how many they were is not known any more", () => {
    const follower = new HostFollower("gpu-a01", [{ files: "/a" }]);
    const read = (from: number, size: number, bytes: Buffer) =>
      follower.take(output(frame(`P 0 7 ${from} ${size} 0 /a`, bytes.toString("utf8")))).lines;
    const bytes = Buffer.from("one\ntw\xe9\nthree\nfo", "latin1");
    expect(read(0, bytes.length, bytes).map(({ text, place }) => [text, place?.endByte])).toEqual([
      ["one", undefined],
      ["tw\ufffd", 8],
      ["three", 14],
    ]);
    const half = Buffer.from("u\xc3", "latin1");
    expect(read(16, 18, half)).toEqual([]);
    expect(read(18, 20, Buffer.from("\xbc\n", "latin1")).map(({ place }) => place?.endByte)).toEqual([20]);
  });

  test("a frame that was cut within its words is none", () => {
    const follower = new HostFollower("gpu-a01", [{ files: "/a" }]);
    expect(follower.take(output("\u001e0123456789abcdef P 0 77 0")).lines).toEqual([]);
    expect(follower.reading).toMatchObject({ positions: [null] });
  });

  test("the journal's first reading only notes where it stands; containers do not repeat their last line", () => {
    const follower = new HostFollower("gpu-a01", [{ unit: "a.service" }, { container: "vllm-*" }]);
    const entry = JSON.stringify({ __CURSOR: "s=9", __REALTIME_TIMESTAMP: "1795573800000000", MESSAGE: "x" });
    const line = "2026-11-25T02:30:00.5Z once\n";
    expect(follower.take(output(frame("K 0", `${entry}\n`), frame("O 1 vllm-0", line))).lines).toHaveLength(1);
    expect(follower.reading).toMatchObject({
      positions: [
        { kind: "cursor", cursor: "s=9" },
        { kind: "containers", since: { "vllm-0": "2026-11-25T02:30:00.5Z" } },
      ],
    });
    expect(follower.take(output(frame("J 0"), frame("O 1 vllm-0", line))).lines).toEqual([]);
  });

  test("more than is read at a time of a program's log is a gap", () => {
    const follower = new HostFollower("gpu-a01", [{ unit: "a.service" }, { container: "vllm-*" }]);
    const entry = JSON.stringify({ __CURSOR: "s=9", __REALTIME_TIMESTAMP: "1795573800000000", MESSAGE: "x" });
    const line = "2026-11-25T02:30:00.5Z once";
    const many = (one: string) => `${new Array(20_000).fill(one).join("\n")}\n`;
    expect(follower.take(output(frame("K 0", `${entry}\n`), frame("O 1 vllm-0", line))).gaps).toEqual([]);
    const { gaps } = follower.take(output(frame("J 0", many(entry)), frame("O 1 vllm-0", many(line))));
    expect(gaps).toMatchObject([
      { stream: "a.service", missing: null, reason: "More was written than is read at a time" },
      { stream: "vllm-0", missing: null },
    ]);
  });

  test("bytes that were too many are a gap with their number", () => {
    const follower = new HostFollower("gpu-a01", [{ files: "/a" }]);
    follower.take(output(frame("P 0 1 0 0 0 /a")));
    const { gaps, lines } = follower.take(output(frame("P 0 1 900 1000 900 /a", "half\n2026-11-25T02:30:00Z whole\n")));
    expect(gaps).toMatchObject([{ host: "gpu-a01", stream: "/a", missing: { count: 900, unit: "bytes" } }]);
    expect(lines.map(({ text }) => text.slice(-5))).toEqual(["whole"]);
  });
});

test("what is no answer of the script is none", () => {
  expect(parseFrames("Permission denied\n", nonce)).toBeNull();
  expect(parseFrames(frame("T 1 +0000 1").replace(nonce, "fedcba9876543210"), nonce)).toBeNull();
});

test("values are words of the script, whatever they hold", () => {
  const hostile = "x'; rm -rf / #$(id)`id`";
  const script = readScript(nonce, {
    kind: "window",
    logs: [{ files: `/var/log/${hostile}` }, { unit: "a.service" }, { container: "c-*" }, { kernel: true }],
    ...window,
    needle: hostile,
    lines: 100,
  });
  const [, ...body] = script.split("\n");
  const quoted = "'\\''; rm -rf / #$(id)`id`'";
  expect(body.join("\n").split(hostile.slice(1)).length - 1).toBe(body.join("\n").split(quoted.slice(2)).length - 1);
  expect(body).toContain(`g='/var/log/x${quoted}`);
  expect(() => readScript(nonce, { kind: "window", logs: [], ...window, needle: "a\nb", lines: 1 })).not.toThrow();
  expect(() => readScript("x; id", { kind: "news", logs: [], positions: [] })).toThrow();
});
