import { describe, expect, test } from "vitest";
import { messageOf } from "../../../../shared/domain/logs/model.ts";
import { mostLineChars, readLine } from "../../../../shared/domain/logs/readLine.ts";
import { timeOfField } from "../../../../shared/domain/logs/timestamps.ts";

/** A host one hour east of Greenwich, a little after the lines below. */
const reference = { nowMs: Date.UTC(2026, 10, 25, 3), offsetMinutes: 60 };
const at = (...parts: readonly [number, number, number, number?]) => Date.UTC(2026, 10, 25, ...parts);

describe("time and message", () => {
  test.each([
    ["2026-11-25T02:14:22.123Z started", at(2, 14, 22, 123), "started"],
    ["2026-11-25T02:14:22.123456+02:00 INFO started", at(0, 14, 22, 123) + 0.456, "started"],
    ["2026-11-25 02:14:22,123 - WARNING - slow", at(1, 14, 22, 123), "slow"],
    ["[2026-11-25 02:14:22 +0000] [7] [INFO] Booting worker", at(2, 14, 22), "[7] [INFO] Booting worker"],
    ["2026/11/25 02:14:22 [error] 7#7: timed out", at(1, 14, 22), "7#7: timed out"],
    ["INFO 11-25 02:14:22 [metrics.py:455] Running: 256 reqs", at(1, 14, 22), "[metrics.py:455] Running: 256 reqs"],
    ["Nov 25 02:14:22 gw-3 sshd[7]: closed", at(1, 14, 22), "gw-3 sshd[7]: closed"],
    ["E1125 02:14:22.5 1 reflector.go:147] no route", at(1, 14, 22, 500), "1 reflector.go:147] no route"],
    [
      '10.0.0.7 - - [25/Nov/2026:02:14:22 +0000] "GET / HTTP/1.1" 200 1',
      at(2, 14, 22),
      '10.0.0.7 - - [25/Nov/2026:02:14:22 +0000] "GET / HTTP/1.1" 200 1',
    ],
    ["INFO:     10.0.0.7:51234 - ready", null, "10.0.0.7:51234 - ready"],
    ["no stamp at all", null, "no stamp at all"],
    ["2026-13-45 is no date", null, "2026-13-45 is no date"],
  ])("%j", (text, timeMs, message) => {
    const line = readLine(text, reference);
    expect(line.timeMs === null ? null : Number(line.timeMs.toFixed(3))).toBe(timeMs);
    expect(messageOf(line)).toBe(message);
  });

  test("a date without a year is the last one before now", () => {
    const newYear = { nowMs: Date.UTC(2027, 0, 1, 0, 5), offsetMinutes: 0 };
    expect(readLine("Dec 31 23:59:59 gw-3 x", newYear).timeMs).toBe(Date.UTC(2026, 11, 31, 23, 59, 59));
  });

  test.each([
    ["1795194727", 1_795_194_727_000],
    ["1795194727.5", 1_795_194_727_500],
    ["1795194727391", 1_795_194_727_391],
    ["1795194727391301314", 1_795_194_727_391.3013],
    ["2026-11-25T02:14:22Z", at(2, 14, 22)],
    ["12", null],
    ["soon", null],
  ])("a time field %j", (text, timeMs) => {
    expect(timeOfField(text, reference)).toBe(timeMs);
  });
});

describe("structured records", () => {
  test("ECS: a dotted key beside an object of the same name", () => {
    const line = readLine(
      '{"@timestamp":"2026-11-25T02:14:22.123Z","log.level":"error","message":"boom","log":{"logger":"vllm"},"trace":{"id":"9f1c"},"n":3,"ok":true,"none":null}',
      reference,
    );
    expect(line).toMatchObject({ timeMs: at(2, 14, 22, 123), level: "error", message: "boom" });
    expect(line.fields).toMatchObject({
      "log.level": "error",
      "log.logger": "vllm",
      "trace.id": "9f1c",
      n: "3",
      ok: "true",
    });
    expect(line.fields).not.toHaveProperty("none");
  });

  test("python-json-logger", () => {
    const line = readLine('{"asctime":"2026-11-25 02:14:22,123","levelname":"WARNING","message":"slow"}', reference);
    expect(line).toMatchObject({ timeMs: at(1, 14, 22, 123), level: "warn", message: "slow" });
  });

  test("logfmt, with quotes in quotes", () => {
    const line = readLine('level=error msg="boom \\"x\\"" dur=900ms', reference);
    expect(line).toMatchObject({ level: "error", message: 'boom "x"' });
    expect(line.fields).toEqual({ level: "error", msg: 'boom "x"', dur: "900ms" });
  });

  test.each(["a sentence with a=b in it", "x=1", "{not json", "[1,2]", '{"a":'])("%j is plain text", (text) => {
    expect(readLine(text, reference)).toMatchObject({ message: null, fields: {}, text });
  });
});

test("colours are taken out, markup stays text", () => {
  expect(readLine("\u001b[31mslow query <b>html</b>\u001b[0m", reference).text).toBe("slow query <b>html</b>");
});

test("a long line is cut and says by how much", () => {
  const line = readLine("x".repeat(mostLineChars + 7), reference);
  expect([line.text.length, line.cutChars]).toEqual([mostLineChars, 7]);
});

test("the source's level stands where the text tells none", () => {
  expect(readLine("plain", reference, "warn").level).toBe("warn");
  expect(readLine("ERROR plain", reference, "info").level).toBe("error");
});
