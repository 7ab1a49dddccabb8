import { expect, test } from "vitest";
import { Asciicast } from "../../../../shared/domain/terminal/asciicast.ts";

const start = { title: "gpu-a01", columns: 80, rows: 24, startedAtMs: 1_795_000_000_500 };
const bytes = (text: string) => new TextEncoder().encode(text);
const events = (cast: Asciicast) =>
  cast
    .toString()
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));

test("a header, then what was shown and each new size, with seconds since the start", () => {
  const cast = new Asciicast(start);
  cast.output(bytes("\u001b[1mhi\r\n"), start.startedAtMs + 250);
  cast.resize(132, 43, start.startedAtMs + 1000);
  expect(events(cast)).toEqual([
    { version: 2, width: 80, height: 24, timestamp: 1_795_000_000, title: "gpu-a01" },
    [0.25, "o", "\u001b[1mhi\r\n"],
    [1, "r", "132x43"],
  ]);
});

test("a character in two parts is whole, and a clock that was set back ends nothing", () => {
  const cast = new Asciicast(start);
  const [first, second] = [bytes("ü").subarray(0, 1), bytes("ü").subarray(1)];
  cast.output(first, start.startedAtMs + 1);
  cast.output(second, start.startedAtMs - 5);
  expect(events(cast).slice(1)).toEqual([[0, "o", "ü"]]);
});

test("a recording that is full takes no more, and says so", () => {
  const cast = new Asciicast(start);
  const chunk = bytes("x".repeat(2 ** 20));
  for (let i = 0; i < 70; i++) cast.output(chunk, start.startedAtMs + i);
  expect(cast.isFull).toBe(true);
  expect(events(cast).length).toBeLessThan(70);
});
