import { describe, expect, it } from "vitest";
import { changes } from "../../../electron/host/changes.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

function setUp(minIntervalMs: number, isFilling = false) {
  const clock = new ManualClock();
  const emitter = new Emitter<string>();
  const controller = new AbortController();
  const iterator = changes(emitter.event, { clock, signal: controller.signal, minIntervalMs, isFilling });
  return { clock, emitter, controller, iterator };
}

describe("changes", () => {
  it("yields at once, then everything told between two pulls in one item", async () => {
    const { emitter, iterator } = setUp(0);
    expect(await iterator.next()).toEqual({ done: false, value: [] });
    emitter.fire("a");
    emitter.fire("b");
    expect(await iterator.next()).toEqual({ done: false, value: ["a", "b"] });
  });

  it("holds a change back until the interval has passed", async () => {
    const { clock, emitter, iterator } = setUp(1000);
    await iterator.next();
    const seen: (readonly string[])[] = [];
    const pulling = iterator.next().then(({ value }) => {
      if (value) seen.push(value);
    });
    await clock.advance(300);
    emitter.fire("a");
    await clock.advance(600);
    emitter.fire("b");
    expect(seen).toEqual([]);
    await clock.advance(100);
    await pulling;
    expect(seen).toEqual([["a", "b"]]);
  });

  it("comes sooner while what was opened is still empty", async () => {
    const { clock, emitter, iterator } = setUp(1000, true);
    const times: number[] = [];
    const pulling = (async () => {
      for await (const _ of iterator) if (times.push(clock.monotonicMs()) === 8) return;
    })();
    for (let tick = 0; tick < 100; tick++) {
      emitter.fire("a");
      await clock.advance(50);
    }
    await pulling;
    const [began = 0] = times;
    expect(times.map((timeMs) => timeMs - began)).toEqual([0, 250, 500, 750, 1125, 1687.5, 2531.25, 3531.25]);
  });

  it("wakes up for a change that comes long after the interval", async () => {
    const { clock, emitter, iterator } = setUp(1000);
    await iterator.next();
    const pulling = iterator.next();
    await clock.advance(5000);
    emitter.fire("late");
    expect((await pulling).value).toEqual(["late"]);
  });

  it("ends when cancelled, also while it waits, and unsubscribes", async () => {
    const { clock, emitter, controller, iterator } = setUp(1000);
    await iterator.next();
    const pulling = iterator.next();
    emitter.fire("a");
    await clock.advance(10);
    controller.abort();
    expect((await pulling).done).toBe(true);
    expect(emitter.listenerCount).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });
});
