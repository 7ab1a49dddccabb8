import { describe, expect, it } from "vitest";
import { createQuitSequence } from "../../../electron/desktop/quitSequence.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

function setUp() {
  const clock = new ManualClock();
  const calls: string[] = [];
  const stopping = Promise.withResolvers<void>();
  const sequence = createQuitSequence({
    stop: () => {
      calls.push("stop");
      return stopping.promise;
    },
    quit: () => void calls.push("quit"),
    timeoutMs: 2000,
    after: (delayMs, call) => void clock.after(delayMs, call),
  });
  return { clock, calls, stopping, sequence };
}

describe("the quit sequence", () => {
  it("holds the first quit back, stops the core once, and lets the second through", async () => {
    const { clock, calls, stopping, sequence } = setUp();
    expect(sequence.quitting).toBe(false);
    expect(sequence.beforeQuit()).toBe("prevent");
    expect(sequence.beforeQuit()).toBe("prevent");
    expect(sequence.quitting).toBe(true);
    expect(calls).toEqual(["stop"]);
    stopping.resolve();
    await clock.advance(0);
    expect(calls).toEqual(["stop", "quit"]);
    expect(sequence.beforeQuit()).toBe("allow");
  });

  it("quits all the same when stopping fails", async () => {
    const { clock, calls, stopping, sequence } = setUp();
    sequence.beforeQuit();
    stopping.reject(new Error("broken"));
    await clock.advance(0);
    expect(calls).toEqual(["stop", "quit"]);
  });

  it("quits once at the deadline when stopping hangs", async () => {
    const { clock, calls, stopping, sequence } = setUp();
    sequence.beforeQuit();
    await clock.advance(1999);
    expect(calls).toEqual(["stop"]);
    await clock.advance(1);
    stopping.resolve();
    await clock.advance(0);
    expect(calls).toEqual(["stop", "quit"]);
  });
});
