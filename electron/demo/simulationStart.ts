import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Counters of a longer past would take too long to add up. */
const longestPastMs = 6 * 3_600_000;

/**
 * Unix ms at which the simulation in a folder began. One that is started again within six hours goes on where it would be
 * by now, as hosts do that nobody watched: boot times stay, and counters grow by what was missed. Else it begins now.
 */
export function simulationStart(folder: string, seed: number, nowMs: number): number {
  const file = join(folder, "simulation-start");
  const [lastSeed, beganAtMs = Number.NaN] = numbersIn(file);
  if (lastSeed === seed && beganAtMs <= nowMs && nowMs - beganAtMs <= longestPastMs) return beganAtMs;
  writeFileSync(file, `${seed} ${nowMs}\n`);
  return nowMs;
}

/** The seed and the beginning; none where nothing was kept. */
function numbersIn(file: string): readonly number[] {
  try {
    return readFileSync(file, "utf8").split(" ").map(Number);
  } catch {
    return [];
  }
}
