import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createReadingTurns, type ReadingTurns } from "../../../electron/services/ssh/readingTurns.ts";

/** Streams go on by `process.nextTick`, which stays real. */
const told = () => new Promise<void>((resolve) => process.nextTick(() => process.nextTick(resolve)));

describe("readingTurns", () => {
  let turns: ReadingTurns;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "setImmediate"] });
    turns = createReadingTurns();
  });

  afterEach(() => {
    turns.dispose();
    vi.useRealTimers();
  });

  function reader() {
    const stream = new PassThrough();
    const heard: string[] = [];
    stream.on("data", (chunk: Buffer) => heard.push(chunk.toString()));
    return { stream, heard, turns: turns.add(stream) };
  }

  const turn = () => vi.advanceTimersByTimeAsync(250);

  it("reads what came of several streams at their common turn, each in order", async () => {
    const [one, other] = [reader(), reader()];
    one.stream.write("a");
    other.stream.write("x");
    one.stream.write("b");
    await told();
    expect([one.heard, other.heard]).toEqual([[], []]);
    await turn();
    expect([one.heard.join(""), other.heard.join("")]).toEqual(["ab", "x"]);
  });

  it("waits again after a turn", async () => {
    const { stream, heard } = reader();
    await turn();
    await vi.advanceTimersByTimeAsync(1);
    stream.write("late");
    await told();
    expect(heard).toEqual([]);
    await turn();
    expect(heard).toEqual(["late"]);
  });

  it("reads on where more comes than is kept between two turns, until the next", async () => {
    const { stream, heard } = reader();
    stream.write(Buffer.alloc(stream.readableHighWaterMark, "x"));
    await told();
    await turn();
    await vi.advanceTimersByTimeAsync(1);
    stream.write("more");
    await told();
    expect(heard.at(-1)).toBe("more");
    await turn();
    await vi.advanceTimersByTimeAsync(1);
    stream.write("late");
    await told();
    expect(heard.at(-1)).toBe("more");
  });

  it("reads at once while anybody hurries, and in turns after the last of them", async () => {
    const { stream, heard, turns: own } = reader();
    stream.write("before");
    const [first, second] = [own.hurry(), own.hurry()];
    await told();
    expect(heard).toEqual(["before"]);
    first();
    first();
    stream.write("during");
    await told();
    expect(heard).toEqual(["before", "during"]);
    second();
    stream.write("after");
    await told();
    expect(heard).toEqual(["before", "during"]);
    await turn();
    expect(heard).toEqual(["before", "during", "after"]);
  });

  it("tells that a stream ended, and stops when none is left", async () => {
    const { stream } = reader();
    const closed = new Promise((resolve) => stream.once("close", resolve));
    stream.end("last");
    await turn();
    await closed;
    vi.runOnlyPendingTimers();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("hands over what waits when it is disposed, and leaves nothing running", async () => {
    const { stream, heard } = reader();
    stream.write("rest");
    turns.dispose();
    await told();
    expect(heard).toEqual(["rest"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not wait for a stream that closed while somebody hurried, destroyed or not", () => {
    const { stream, turns: own } = reader();
    const calm = own.hurry();
    stream.emit("close");
    calm();
    expect(stream.isPaused()).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not wait for a stream that is gone already", () => {
    const stream = new PassThrough();
    stream.destroy();
    turns.add(stream);
    expect(vi.getTimerCount()).toBe(0);
  });
});
