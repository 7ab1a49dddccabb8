import { expect, it } from "vitest";
import { Slices } from "../../../electron/services/metrics/slices.ts";
import type { Steps } from "../../../shared/base/steps.ts";

function* busy(steps: number, stepMs: number): Steps<string> {
  for (let step = 0; step < steps; step += 1) {
    const untilMs = performance.now() + stepMs;
    while (performance.now() < untilMs);
    yield;
  }
  return "done";
}

function* failing(): Steps<never> {
  yield;
  throw new Error("as asked");
}

it("jobs are done one after the other, and what comes in between is before them", async () => {
  const slices = new Slices();
  const told: unknown[] = [];
  const work = (steps: Steps<unknown>) =>
    new Promise<void>((resolve) => {
      const tell = (what: unknown) => {
        told.push(what);
        resolve();
      };
      slices.add({ steps, isCancelled: () => false, onDone: tell, onError: tell });
    });
  const all = [work(busy(10, 2)), work(failing()), work(busy(0, 0))];
  // After the first slice, as a message would be.
  setImmediate(() => told.push("in between"));
  await Promise.all(all);
  expect(told).toEqual(["in between", "done", new Error("as asked"), "done"]);
});

it("nothing goes on after a stop", async () => {
  const slices = new Slices();
  let steps = 0;
  function* counted(): Steps<void> {
    for (;;) {
      steps += 1;
      yield;
    }
  }
  slices.add({ steps: counted(), isCancelled: () => false, onDone() {}, onError() {} });
  await new Promise((resolve) => setImmediate(resolve));
  slices.stop();
  const before = steps;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(before).toBeGreaterThan(0);
  expect(steps).toBe(before);
});

it("what nobody waits for any more makes room for the next", async () => {
  const slices = new Slices();
  let isCancelled = false;
  function* endless(): Steps<never> {
    for (;;) yield;
  }
  slices.add({ steps: endless(), isCancelled: () => isCancelled, onDone() {}, onError() {} });
  const next = new Promise((resolve) => {
    slices.add({ steps: busy(1, 0), isCancelled: () => false, onDone: resolve, onError: resolve });
  });
  isCancelled = true;
  expect(await next).toBe("done");
});
