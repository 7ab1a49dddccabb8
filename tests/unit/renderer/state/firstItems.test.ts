import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createFirstItems } from "../../../../renderer/state/firstItems.ts";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", globalThis);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function streams() {
  const first = createFirstItems();
  const taken: string[] = [];
  const stream = (name: string) => {
    const take = first.expect();
    return (item: number) => take(() => taken.push(`${name} ${item}`));
  };
  return { first, taken, hosts: stream("hosts"), alerts: stream("alerts") };
}

test("nothing is taken before each stream has spoken, then all in the order it came in", () => {
  const { taken, hosts, alerts } = streams();
  hosts(1);
  hosts(2);
  expect(taken).toEqual([]);
  alerts(1);
  expect(taken).toEqual(["hosts 1", "hosts 2", "alerts 1"]);
  hosts(3);
  expect(taken.at(-1)).toBe("hosts 3");
});

test("a stream that stays silent holds the others back for a tenth of a second", () => {
  const { taken, hosts, alerts } = streams();
  vi.advanceTimersByTime(5000);
  hosts(1);
  vi.advanceTimersByTime(99);
  expect(taken).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(taken).toEqual(["hosts 1"]);
  alerts(1);
  expect(taken).toEqual(["hosts 1", "alerts 1"]);
});

test("what was not taken yet is let go with the page", () => {
  const { first, taken, hosts } = streams();
  hosts(1);
  first.dispose();
  vi.advanceTimersByTime(1000);
  expect(taken).toEqual([]);
});
