import { describe, expect, it } from "vitest";
import { createHostTime } from "../../../electron/services/collect/hostTime.ts";
import { seededRandom } from "../../doubles/seededRandom.ts";

const beganMs = Date.UTC(2026, 10, 19, 2, 14, 22);
const bootMs = 5_000_000;

/** A host that takes a reading each second. */
function begin() {
  let takenMs = 0;
  let lateMs = 0;
  let steppedMs = 0;
  const nowMs = () => beganMs + takenMs + lateMs + steppedMs;
  const time = createHostTime({ nowMs, monotonicMs: () => takenMs + lateMs });
  return {
    pause(byMs: number): void {
      takenMs += byMs;
    },
    /** How long ago the next reading was taken, by what is told of it when it comes so late. */
    read(late: number, uptimeMs = bootMs + takenMs + 1000): number {
      takenMs += 1000;
      lateMs = late;
      return nowMs() - time.takenAtMs(uptimeMs / 1000);
    },
    stepWall(byMs: number): void {
      steppedMs += byMs;
    },
  };
}

describe("the time of what a host took", () => {
  it("is when it was taken, however late it was read", () => {
    const random = seededRandom(5);
    const host = begin();
    for (let reading = 0; reading < 1000; reading++) {
      const lateMs = reading % 50 === 0 ? 0 : Math.round(random() * 250);
      expect(host.read(lateMs)).toBeCloseTo(lateMs, 3);
    }
  });

  it.each([-200, 200])("follows a clock that goes wrong by %d ms in ten minutes", (driftMs) => {
    const host = begin();
    for (let reading = 1; reading <= 600; reading++) {
      const ageMs = host.read(0, bootMs + reading * 1000 + (driftMs * reading) / 600);
      expect(ageMs).toBeGreaterThanOrEqual(0);
      expect(ageMs).toBeLessThanOrEqual(41);
    }
  });

  it.each([
    ["the host booted anew", 12_000],
    ["the host stood still for an hour", bootMs - 3_600_000],
    ["this machine stood still for an hour", bootMs + 3_600_000],
  ])("begins anew when %s", (_what, uptimeMs) => {
    const host = begin();
    host.read(0);
    expect(host.read(100)).toBeCloseTo(100, 3);
    expect(host.read(0, uptimeMs)).toBe(0);
    expect(host.read(100, uptimeMs + 1000)).toBeCloseTo(100, 3);
  });

  it("is kept through a short stall of the network, and is that of the reading after a long one", () => {
    const host = begin();
    host.read(0);
    expect(host.read(1900)).toBeCloseTo(1900, 3);
    expect(host.read(900)).toBeCloseTo(900, 3);
    expect(host.read(0)).toBeCloseTo(0, 3);
    expect(host.read(2100)).toBe(0);
  });

  it("forgets how far the clocks were apart before a long silence", () => {
    const host = begin();
    host.read(0);
    host.pause(600_000);
    expect(host.read(0, bootMs + 601_500)).toBe(0);
  });

  it("follows the wall clock when it is set", () => {
    const host = begin();
    host.read(0);
    host.stepWall(-60_000);
    expect(host.read(100)).toBeCloseTo(100, 3);
  });
});
