import { describe, expect, it } from "vitest";
import { Backoff } from "../../../shared/base/backoff.ts";
import { delay } from "../../../shared/base/cancel.ts";
import { DisposableStore, toDisposable } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { jsonEnd } from "../../../shared/base/jsonEnd.ts";
import { oncePer } from "../../../shared/base/oncePer.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

describe("Backoff", () => {
  it("doubles its ceiling up to the maximum and starts again after a reset", () => {
    const backoff = new Backoff({ firstMs: 1000, maxMs: 5000, random: () => 0.5 });
    expect([1, 2, 3, 4].map(() => backoff.nextDelayMs())).toEqual([500, 1000, 2000, 2500]);
    expect(backoff.attempt).toBe(4);
    backoff.reset();
    expect(backoff.nextDelayMs()).toBe(500);
  });
});

describe("DisposableStore", () => {
  it("ends in reverse order, once, and at once for late arrivals", () => {
    const order: string[] = [];
    const store = new DisposableStore();
    store.add(toDisposable(() => order.push("first")));
    store.add(toDisposable(() => order.push("second")));
    store.dispose();
    store.dispose();
    store.add(toDisposable(() => order.push("late")));
    expect(order).toEqual(["second", "first", "late"]);
  });

  it("ends everything even when one of them throws, and then throws that", () => {
    const order: string[] = [];
    const store = new DisposableStore();
    store.add(toDisposable(() => order.push("first")));
    store.add({
      dispose() {
        throw new Error("broken");
      },
    });
    expect(() => store.dispose()).toThrow("broken");
    expect(order).toEqual(["first"]);
  });
});

describe("Emitter", () => {
  it("calls the listeners of the moment, and none after they unsubscribed", () => {
    const emitter = new Emitter<number>();
    const seen: number[] = [];
    const subscription = emitter.event((value) => {
      seen.push(value);
      subscription.dispose();
    });
    emitter.fire(1);
    emitter.fire(2);
    expect(seen).toEqual([1]);
    expect(emitter.listenerCount).toBe(0);
  });
});

describe("delay", () => {
  it("resolves when its time has come", async () => {
    const clock = new ManualClock();
    let done = false;
    const waiting = delay(clock, 100).then(() => {
      done = true;
    });
    await clock.advance(99);
    expect(done).toBe(false);
    await clock.advance(1);
    await waiting;
    expect(done).toBe(true);
  });

  it("rejects at once when cancelled and leaves no timer behind", async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const waiting = delay(clock, 100, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: "CANCELLED" });
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("jsonEnd", () => {
  it.each([
    ["[]", "[]"],
    ['{"a":"}],[{","b":[1,{"c":2}]},3]', '{"a":"}],[{","b":[1,{"c":2}]}'],
    [String.raw`"a\"b," , 2`, String.raw`"a\"b," `],
    [String.raw`"\\", 1`, String.raw`"\\"`],
    [String.raw`{"\"": "]"}]`, String.raw`{"\"": "]"}`],
    ['"\u00e9\u2603",', '"\u00e9\u2603"'],
    ["-1.5e3]", "-1.5e3"],
  ])("of %s", (text, value) => {
    const bytes = Buffer.from(`[${text}`);
    expect(bytes.toString("utf8", 1, jsonEnd(bytes, 1))).toBe(value);
  });

  it.each(['{"a":1', "[[]", '"a', '["a\\"]'])("%s does not end", (text) => {
    expect(() => jsonEnd(Buffer.from(text), 0)).toThrow(SyntaxError);
  });
});

describe("oncePer", () => {
  it("computes once for each object, undefined too", () => {
    let count = 0;
    const counted = oncePer((_: object) => {
      count += 1;
      return undefined;
    });
    const [one, other] = [{}, {}];
    expect([counted(one), counted(one), counted(other)]).toEqual([undefined, undefined, undefined]);
    expect(count).toBe(2);
  });
});
