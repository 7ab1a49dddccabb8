import { describe, expect, it } from "vitest";
import { createGpuPolicy } from "../../../electron/services/collect/gpuPolicy.ts";

const quick = { wallMs: 20, persistenceOff: false, nowMs: 0 };
const slow = { wallMs: 400, persistenceOff: false, nowMs: 0 };

describe("how GPUs are read", () => {
  it("stays with single calls while they are quick", () => {
    const policy = createGpuPolicy(1000);
    expect([1, 2, 3, 4].map(() => policy.oneShot(quick))).toEqual([false, false, false, false]);
    expect(policy.mode).toEqual({ kind: "oneShot", ticks: 1, why: "A single call takes 20 ms" });
  });

  it("changes to the loop after two slow calls, not after one", () => {
    const policy = createGpuPolicy(2000);
    expect(policy.oneShot(slow)).toBe(false);
    expect(policy.oneShot(quick)).toBe(false);
    expect(policy.oneShot(slow)).toBe(false);
    expect(policy.oneShot({ ...slow, wallMs: 150 })).toBe(true);
    expect(policy.mode).toEqual({ kind: "loop", why: "A single call takes 150 ms" });
  });

  it("changes to the loop at once where persistence mode is off", () => {
    const policy = createGpuPolicy(1000);
    expect(policy.oneShot({ ...quick, persistenceOff: true })).toBe(true);
    expect(policy.mode.kind).toBe("loop");
  });

  it("leaves a loop that prints nothing but unknown errors twice in a row, for half an hour", () => {
    const policy = createGpuPolicy(1000);
    policy.oneShot({ ...quick, persistenceOff: true });
    expect(policy.loopTick({ allUnknown: true, nowMs: 1000 })).toBe(false);
    expect(policy.loopTick({ allUnknown: false, nowMs: 2000 })).toBe(false);
    expect(policy.loopTick({ allUnknown: true, nowMs: 3000 })).toBe(false);
    expect(policy.loopTick({ allUnknown: true, nowMs: 4000 })).toBe(true);
    expect(policy.mode).toMatchObject({ kind: "oneShot", ticks: 2, why: expect.stringContaining("[Unknown Error]") });
    expect(policy.oneShot({ ...quick, persistenceOff: true, nowMs: 60_000 })).toBe(false);
    expect(policy.oneShot({ ...quick, persistenceOff: true, nowMs: 4000 + 1_800_000 })).toBe(true);
  });

  it.each([
    ["exited", 60_000],
    ["silent", 600_000],
  ] as const)("goes back to single calls when the loop %s", (how, pauseMs) => {
    const policy = createGpuPolicy(1000);
    policy.oneShot({ ...quick, persistenceOff: true });
    policy.loopFailed(how, 5000);
    expect(policy.mode).toMatchObject({ kind: "oneShot", ticks: 2 });
    expect(policy.oneShot({ ...quick, persistenceOff: true, nowMs: 5000 + pauseMs - 1 })).toBe(false);
    expect(policy.oneShot({ ...quick, persistenceOff: true, nowMs: 5000 + pauseMs })).toBe(true);
  });

  it("doubles the interval when three calls in a row take over a quarter of it, up to 16 ticks", () => {
    const policy = createGpuPolicy(1000);
    policy.oneShot({ ...quick, persistenceOff: true });
    policy.loopFailed("silent", 0);
    const costly = { ...quick, wallMs: 9000 };
    const ticks: number[] = [];
    for (let call = 0; call < 15; call++) {
      policy.oneShot(costly);
      if (policy.mode.kind === "oneShot") ticks.push(policy.mode.ticks);
    }
    expect(ticks).toEqual([2, 2, 4, 4, 4, 8, 8, 8, 16, 16, 16, 16, 16, 16, 16]);
    expect(policy.mode.why).toBe("A call takes 9000 ms, over a quarter of the interval: read every 16 s");
  });

  it("pauses after a hang, longer each time, and starts anew when it answers", () => {
    const policy = createGpuPolicy(1000);
    const pauses = [1, 2, 3, 4, 5, 6, 7].map(() => {
      policy.hung("nvidia-smi did not answer", 0);
      return policy.mode.kind === "hung" ? policy.mode.retryAtMs / 60_000 : null;
    });
    expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30]);
    policy.answers();
    expect(policy.mode).toMatchObject({ kind: "oneShot", ticks: 1 });
    policy.oneShot(quick);
    policy.hung("again", 0);
    expect(policy.mode).toMatchObject({ kind: "hung", retryAtMs: 60_000 });
  });
});
