import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { buildBundles } from "../../build/build.ts";
import { dist } from "../../build/paths.ts";
import { type Bench, measure } from "./measure.ts";
import type { diagnoseAll } from "./rig/diagnosisMain.ts";
import { percentile } from "./rig/statistics.ts";

const rig = "tests/bench/rig/diagnosisMain.ts";
/** Weights and thresholds were chosen on seeds below 100. */
const seed = "4711";
const likely = 0.5;

type Row = Parameters<Parameters<typeof diagnoseAll>[2]>[0];

/**
 * Every scripted fault of the simulator, and every calm or unknown scenario, through the console's own readers, store and
 * engine in simulated time: whether the cause stands first, and whether anything is called likely that is not so.
 */
export const bench: Bench = {
  names: ["diagnosis.quality.faults", "diagnosis.quality.calm", "diagnosis.time"],
  async run() {
    await buildBundles([rig]);
    const rows = await play();
    for (const row of rows) process.stderr.write(`${rowText(row)}\n`);
    const faults = rows.filter(({ cause }) => cause !== null);
    const calm = rows.filter(({ cause }) => cause === null);
    const right = faults.filter(isRight).length / faults.length;
    const wrong = calm.filter((row) => !isRight(row)).length;
    const tookMs = percentile(
      rows.map((row) => row.tookMs),
      95,
    );
    return [
      measure({
        name: "diagnosis.quality.faults",
        value: right,
        unit: `of ${faults.length} faults have their cause first`,
        goal: ">= 0.9",
        ok: right >= 0.9,
      }),
      measure({
        name: "diagnosis.quality.calm",
        value: wrong,
        unit: `of ${calm.length} calm or unknown scenarios have a cause above 0.5`,
        goal: "0",
        ok: wrong === 0,
      }),
      measure({
        name: "diagnosis.time",
        value: tookMs,
        unit: "ms for one diagnosis of 4 hosts, p95",
        goal: "< 3000",
        ok: tookMs < 3000,
      }),
    ];
  },
};

function isRight({ cause, candidates: [first] }: Row): boolean {
  return cause === null ? (first?.confidence ?? 0) <= likely : first?.pattern === cause;
}

function rowText(row: Row): string {
  const named = row.candidates
    .slice(0, 3)
    .map(({ pattern, host, confidence }) => `${pattern}${host === null ? "" : ` ${host}`} ${confidence.toFixed(2)}`);
  return `${isRight(row) ? "ok  " : "MISS"} ${row.name.padEnd(28)} ${(row.cause ?? "nothing").padEnd(22)} ${named.join(", ") || "none"}`;
}

/** In a process of its own: the store's worker and simulated time are nothing for this one. */
function play(): Promise<readonly Row[]> {
  return new Promise((resolve, reject) => {
    const rows: Row[] = [];
    const child = spawn(process.execPath, [`${dist}/${rig}.cjs`, dist, seed], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    createInterface({ input: child.stdout }).on("line", (line) => rows.push(JSON.parse(line)));
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve(rows) : reject(new Error(`The scenarios ended with ${code}`))));
  });
}
