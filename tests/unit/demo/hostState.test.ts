import { describe, expect, it } from "vitest";
import { createFleet } from "../../../electron/demo/simulation/fleet.ts";
import { createHostModel } from "../../../electron/demo/simulation/hostState.ts";
import { swinging, wander } from "../../../electron/demo/simulation/noise.ts";
import { hostVitals, parseProcFiles } from "../../../shared/domain/host/procfs.ts";

const hosts = createFleet(16, 2);

/** Every number of the counter files, by place. */
function counters(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const line of text.split("\n")) {
    if (!/^\/proc\/(stat:(cpu|ctxt|processes)|net\/dev: *\w+:|diskstats)/.test(line)) continue;
    const [file = "", name = "", rest = ""] =
      /^(\/proc\/[\w/]+):\s*([^\d\s]\w*:?|\d+\s+\d+ \w+)\s+(.*)$/.exec(line)?.slice(1) ?? [];
    for (const [place, cell] of rest.trim().split(/\s+/).entries()) found.set(`${file} ${name} ${place}`, Number(cell));
  }
  return found;
}

describe("procFiles", () => {
  it("has counters that are whole and never go back, to the tenth of a second and over weeks", () => {
    for (const host of hosts) {
      const model = createHostModel(host);
      let before = counters(model.procFiles(0));
      expect(before.size, host.name).toBeGreaterThan(50);
      for (const t of [0.1, 0.2, 1, 2, 3, 60, 61, 600, 3600, 86_400, 86_401, 30 * 86_400]) {
        const now = counters(model.procFiles(t));
        const last = before;
        const wrong = [...now].filter(
          ([place, value]) => !Number.isSafeInteger(value) || value < (last.get(place) ?? 0),
        );
        expect(wrong, `${host.name} at ${t} s`).toEqual([]);
        before = now;
      }
    }
  });

  it("reads as a plausible machine through the console's own parser", () => {
    for (const host of hosts) {
      const model = createHostModel(host);
      const vitals = [30, 31, 1000, 1001].map((t) => parseProcFiles(model.procFiles(t), model.uptimeSeconds(t)));
      for (const first of [0, 2]) {
        const [before, now] = [vitals[first], vitals[first + 1]];
        if (!before || !now) throw new Error("not read");
        const found = hostVitals(before, now, 1);
        expect(found, host.name).not.toBeNull();
        if (!found) continue;
        const idle = host.service.load === 0;
        expect(found.cpuCount).toBe(host.cpuCount);
        expect(found.cpuRatio, host.name).toBeGreaterThan(idle ? 0.002 : 0.1);
        expect(found.cpuRatio, host.name).toBeLessThan(idle ? 0.1 : 0.8);
        expect(found.iowaitRatio).toBeLessThan(0.05);
        expect(found.load1 / host.cpuCount, host.name).toBeCloseTo(found.cpuRatio ?? -1, 1);
        expect(found.memoryTotalBytes).toBe(host.memoryKiB * 1024);
        expect(found.memoryAvailableBytes).toBeGreaterThan(0);
        expect(found.memoryAvailableBytes).toBeLessThan(found.memoryTotalBytes);
        expect(found.networkTransmitBytesPerSecond, host.name).toBeGreaterThan(0);
        expect(found.networkTransmitBytesPerSecond, host.name).toBeLessThan(5e9);
        expect(found.diskReadBytesPerSecond, host.name).toBeGreaterThan(0);
        expect(found.diskReadBytesPerSecond, host.name).toBeLessThan(1e9);
      }
    }
  });

  it("keeps a host's CPU time adding up to its uptime", () => {
    const [host] = hosts;
    if (!host) throw new Error("no host");
    const model = createHostModel(host);
    for (const t of [0, 17.3, 5000]) {
      const cpu = /^\/proc\/stat:cpu {2}(.*)$/m.exec(model.procFiles(t))?.[1] ?? "";
      const jiffies = cpu.split(" ").reduce((sum, cell) => sum + Number(cell), 0);
      expect(Math.abs(jiffies - model.uptimeSeconds(t) * host.cpuCount * 100)).toBeLessThan(10);
    }
  });
});

describe("swinging", () => {
  it("adds up to what its rate says", () => {
    const wave = swinging(100, 0.7, 12);
    let sum = 0;
    for (let step = 0; step < 10_000; step += 1) sum += wave.rate((step + 0.5) / 100) / 100;
    expect(wave.total(100)).toBeCloseTo(sum, 1);
    expect(wave.total(0)).toBe(0);
  });

  it("never leaves its swing", () => {
    const wave = swinging(100, 0.7, 12);
    for (let t = 0; t < 5000; t += 7) {
      expect(wave.rate(t)).toBeGreaterThanOrEqual(30);
      expect(wave.rate(t)).toBeLessThanOrEqual(170);
    }
  });
});

describe("wander", () => {
  it("stays in its range, is continuous and uses it", () => {
    const values = Array.from({ length: 20_000 }, (_, step) => wander(step / 10 - 300, 45, 9));
    for (const [step, value] of values.entries()) {
      expect(Math.abs(value)).toBeLessThanOrEqual(1);
      if (step > 0) expect(Math.abs(value - (values[step - 1] ?? 0))).toBeLessThan(0.02);
    }
    expect(Math.max(...values)).toBeGreaterThan(0.6);
    expect(Math.min(...values)).toBeLessThan(-0.6);
  });
});
