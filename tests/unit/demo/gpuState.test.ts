import { describe, expect, it } from "vitest";
import { createFleet, type HostSpec, type HostTrouble } from "../../../electron/demo/simulation/fleet.ts";
import { type GpuReading, gpuIdentity, gpuReading } from "../../../electron/demo/simulation/gpuState.ts";

const hosts = createFleet(16, 3);
const withTrouble = (trouble: HostTrouble): HostSpec => {
  const found = hosts.find((host) => host.trouble === trouble);
  if (!found) throw new Error(`no host is ${trouble}`);
  return found;
};
const indices = [0, 1, 2, 3, 4, 5, 6, 7];
/** The first ten minutes, an hour in, and two weeks in. */
const moments = [...Array.from({ length: 60 }, (_, step) => step * 10), 3600.5, 14 * 86_400 + 0.25];
const everywhere = (check: (gpu: GpuReading, host: HostSpec, t: number) => void) => {
  for (const host of hosts)
    for (const index of indices) for (const t of moments) check(gpuReading(host, index, t), host, t);
};
const hardwareThermal = 0x40;
const idleBit = 0x1;

describe("gpuReading", () => {
  it("is a function of seed and time, in any order", () => {
    const [host] = hosts;
    if (!host) throw new Error("no host");
    const forwards = moments.map((t) => gpuReading(host, 2, t));
    const backwards = [...moments].reverse().map((t) => gpuReading(host, 2, t));
    expect(backwards.reverse()).toEqual(forwards);
  });

  it("stays within what the model can do", () => {
    everywhere((gpu, host, t) => {
      const at = `${host.name} GPU ${gpu.index} at ${t} s`;
      expect(gpu.utilizationPercent, at).toBeGreaterThanOrEqual(0);
      expect(gpu.utilizationPercent, at).toBeLessThanOrEqual(100);
      expect(gpu.powerWatts, at).toBeGreaterThanOrEqual(gpu.model.idleWatts);
      expect(gpu.powerWatts, at).toBeLessThanOrEqual(gpu.model.powerLimitWatts * 1.01);
      expect(gpu.smMHz, at).toBeGreaterThan(100);
      expect(gpu.smMHz, at).toBeLessThanOrEqual(gpu.model.maxSmMHz);
      expect(gpu.temperatureCelsius, at).toBeGreaterThan(20);
      const free = gpu.model.memoryMiB - gpu.model.reservedMiB - gpu.memoryUsedMiB;
      expect(gpu.memoryUsedMiB, at).toBeGreaterThanOrEqual(0);
      expect(free, at).toBeGreaterThanOrEqual(0);
    });
  });

  it("is under the slowdown temperature unless it is throttled for heat, and then at or over it", () => {
    everywhere((gpu, host, t) => {
      const at = `${host.name} GPU ${gpu.index} at ${t} s`;
      const throttled = (gpu.throttleMask & hardwareThermal) !== 0;
      if (throttled) expect(gpu.temperatureCelsius, at).toBeGreaterThanOrEqual(gpu.model.slowdownCelsius);
      else expect(gpu.temperatureCelsius, at).toBeLessThan(gpu.model.slowdownCelsius);
    });
  });

  it("moves smoothly from second to second", () => {
    for (const host of hosts) {
      for (let t = 0; t < 300; t += 1) {
        const before = gpuReading(host, 1, t);
        const after = gpuReading(host, 1, t + 1);
        const at = `${host.name} at ${t} s`;
        expect(Math.abs(after.temperatureCelsius - before.temperatureCelsius), at).toBeLessThanOrEqual(2);
        expect(Math.abs(after.utilizationPercent - before.utilizationPercent), at).toBeLessThanOrEqual(6);
        expect(Math.abs(after.memoryUsedMiB - before.memoryUsedMiB), at).toBeLessThan(200);
      }
    }
  });

  it("is lively: a busy GPU's readings change within a minute", () => {
    const host = withTrouble("throttled");
    const minute = Array.from({ length: 60 }, (_, t) => gpuReading(host, 0, t));
    expect(new Set(minute.map((gpu) => gpu.utilizationPercent)).size).toBeGreaterThan(3);
    expect(new Set(minute.map((gpu) => gpu.memoryUsedMiB)).size).toBeGreaterThan(10);
    expect(new Set(minute.map((gpu) => gpu.powerWatts)).size).toBeGreaterThan(30);
  });

  it("keeps GPUs of one replica together", () => {
    const host = withTrouble("remapPending");
    expect(host.service.gpusPerReplica).toBe(4);
    for (const t of moments) {
      const shares = [0, 1, 2, 3].map((index) => gpuReading(host, index, t).utilizationPercent);
      expect(Math.max(...shares) - Math.min(...shares), `at ${t} s`).toBeLessThanOrEqual(6);
    }
  });

  const special: readonly (readonly [NonNullable<HostTrouble>, (gpu: GpuReading) => boolean, readonly number[]])[] = [
    ["throttled", (gpu) => (gpu.throttleMask & hardwareThermal) !== 0, [2, 3]],
    ["gpuLost", (gpu) => gpu.lost, [5]],
    ["remapPending", (gpu) => gpu.remapPending, [6]],
  ];
  it.each(special)("%s shows on the planned GPUs and nowhere else", (trouble, shows, expected) => {
    for (const host of hosts) {
      const found = indices.filter((index) => shows(gpuReading(host, index, 90)));
      expect(found, host.name).toEqual(host.trouble === trouble ? expected : []);
    }
  });

  it("slows and saves power while throttled, against a sound GPU of the same host", () => {
    const host = withTrouble("throttled");
    for (const t of moments) {
      const [sound, hot] = [gpuReading(host, 0, t), gpuReading(host, 2, t)];
      expect(hot.smMHz).toBeLessThan(sound.smMHz * 0.75);
      expect(hot.powerWatts).toBeLessThan(sound.powerWatts);
    }
  });

  it("says idle where nothing runs, and only there", () => {
    everywhere((gpu, host) => {
      expect((gpu.throttleMask & idleBit) !== 0, host.name).toBe(host.service.load === 0);
      expect(gpu.performanceState).toBe(host.service.load === 0 ? "P8" : "P0");
    });
  });
});

describe("gpuIdentity", () => {
  it("is unique in the fleet, and GPU 5 sits where the kernel log says", () => {
    const all = hosts.flatMap((host) => indices.map((index) => gpuIdentity(host, index)));
    expect(new Set(all.map((gpu) => gpu.uuid)).size).toBe(all.length);
    for (const { uuid } of all) expect(uuid).toMatch(/^GPU-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(gpuIdentity(withTrouble("gpuLost"), 5).busId).toBe("00000000:9B:00.0");
    const buses = indices.map((index) => gpuIdentity(withTrouble("gpuLost"), index).busId);
    expect([...buses].sort()).toEqual(buses);
    expect(new Set(buses).size).toBe(8);
  });
});
