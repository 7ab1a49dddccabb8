import { join } from "node:path";
import { type Bench, measure } from "./measure.ts";
import { startConsole } from "./rig/console.ts";
import { startFleet } from "./rig/fleet.ts";
import { sampleTimes } from "./rig/sampleTimes.ts";
import { pause, percentile } from "./rig/statistics.ts";
import { withFolder } from "./rig/withFolder.ts";

const hostCount = 16;
const warmUpMs = 15_000;
const phaseMs = 40_000;

/**
 * One host hangs, one floods as fast as the loopback carries it and one answers after 30 s: how much longer the other
 * hosts' sample intervals get, as the times of their stored samples tell.
 */
export const bench: Bench = {
  names: ["collect.isolation.mean", "collect.isolation.p95"],
  run: () =>
    withFolder(async (folder, stopLater) => {
      const fleet = stopLater(await startFleet(folder, hostCount));
      const [hanging = "", flooding = "", slow = "", ...others] = fleet.reachable;
      const console = stopLater(await startConsole(join(folder, "data"), fleet));
      await pause(warmUpMs);
      const beforeMs = Date.now();
      await pause(phaseMs);
      const duringMs = Date.now();
      await fleet.obey(`fault ${hanging} hang`);
      await fleet.obey(`fault ${flooding} flood`);
      await fleet.obey(`fault ${slow} slow 30000`);
      await pause(phaseMs);
      const endMs = Date.now();
      await console.stop();

      const times = sampleTimes(console.databaseFile, "nvidia_smi");
      const intervals = (fromMs: number, toMs: number) =>
        others.flatMap((name) => intervalsWithin(times.get(name) ?? [], fromMs, toMs));
      const before = intervals(beforeMs, duringMs);
      const during = intervals(duringMs, endMs);
      for (const name of [hanging, flooding, slow]) {
        const answers = intervalsWithin(times.get(name) ?? [], duringMs, endMs).length;
        // The slow one gets as far as its probe at most.
        if (answers > 2) throw new Error(`${name} was to be in trouble and was read ${answers} times`);
      }
      return [
        changeOf("collect.isolation.mean", mean(during), mean(before)),
        changeOf("collect.isolation.p95", percentile(during, 95), percentile(before, 95)),
      ];
    }),
};

/** The time between each sample in the span and the one before it. */
function intervalsWithin(timesMs: readonly number[], fromMs: number, toMs: number): number[] {
  return timesMs.flatMap((timeMs, i) => {
    const previous = timesMs[i - 1];
    return previous === undefined || timeMs < fromMs || timeMs >= toMs ? [] : [timeMs - previous];
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function changeOf(name: string, valueMs: number, baselineMs: number) {
  const ok = Math.abs(valueMs / baselineMs - 1) < 0.1;
  return measure({ name, value: valueMs, unit: "ms between samples", baseline: baselineMs, goal: "within 10 %", ok });
}
