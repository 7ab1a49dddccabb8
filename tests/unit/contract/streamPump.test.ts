import { describe, expect, it } from "vitest";
import { startPump } from "../../../shared/contract/streamPump.ts";

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** An iterator whose every step the test decides. */
function createSource() {
  const asked: ((step: IteratorResult<number> | Error) => void)[] = [];
  let returned = 0;
  const source: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      next: () =>
        new Promise((resolve, reject) => {
          asked.push((step) => (step instanceof Error ? reject(step) : resolve(step)));
        }),
      return: async () => {
        returned += 1;
        throw new Error("a producer that fails to stop");
      },
    }),
  };
  return { source, asked, returned: () => returned };
}

function setUp() {
  const { source, asked, returned } = createSource();
  const sent: unknown[] = [];
  const ends: unknown[] = [];
  const pump = startPump(source, { send: (item) => sent.push(item), end: (failure) => ends.push(failure ?? "done") });
  return { pump, asked, returned, sent, ends };
}

describe("stream pump", () => {
  it("asks for nothing without credit and for one item at a time with it", async () => {
    const { pump, asked, sent } = setUp();
    await settle();
    expect(asked).toHaveLength(0);
    pump.addCredit(5);
    pump.addCredit(5);
    await settle();
    expect(asked).toHaveLength(1);
    asked[0]?.({ done: false, value: 7 });
    await settle();
    expect(asked).toHaveLength(2);
    expect(sent).toEqual([7]);
  });

  it("credit beyond the widest window is not kept", async () => {
    let pulled = 0;
    const endless: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: ++pulled }) }),
    };
    const pump = startPump(endless, { send() {}, end() {} });
    for (let n = 0; n < 1000; n += 1) pump.addCredit(1024);
    await settle();
    expect(pulled).toBe(1024);
  });

  it("an item that arrives after the stop is dropped", async () => {
    const { pump, asked, sent, ends, returned } = setUp();
    pump.addCredit(1);
    await expect(pump.stop()).resolves.toBeUndefined();
    asked[0]?.({ done: false, value: 7 });
    await settle();
    pump.addCredit(1);
    await settle();
    expect({ sent, ends, returned: returned(), asked: asked.length }).toEqual({
      sent: [],
      ends: [],
      returned: 1,
      asked: 1,
    });
  });

  it.each([
    ["an end", { done: true, value: 0 } as const, "done"],
    ["a failure", new Error("gone"), { error: new Error("gone") }],
  ])("%s is told once", async (_what, step, told) => {
    const { pump, asked, ends } = setUp();
    pump.addCredit(2);
    asked[0]?.(step);
    await settle();
    pump.addCredit(1);
    await pump.stop();
    await settle();
    expect(ends).toEqual([told]);
    expect(asked).toHaveLength(1);
  });

  it("a sink that throws ends the stream and returns the producer", async () => {
    const { source, asked, returned } = createSource();
    const ends: unknown[] = [];
    const pump = startPump(source, {
      send: () => {
        throw new Error("cannot be sent");
      },
      end: (failure) => ends.push(failure),
    });
    pump.addCredit(3);
    asked[0]?.({ done: false, value: 1 });
    await settle();
    expect(ends).toEqual([{ error: new Error("cannot be sent") }]);
    expect(returned()).toBe(1);
  });
});
