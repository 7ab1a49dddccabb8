import { appendFileSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openAlertDatabase } from "../../electron/services/alerts/alertDatabase.ts";
import { type Bench, measure } from "./measure.ts";
import { startConsole } from "./rig/console.ts";
import { type Fleet, startFleet } from "./rig/fleet.ts";
import { cpuMs } from "./rig/processUsage.ts";
import { median, pause } from "./rig/statistics.ts";
import { withFolder } from "./rig/withFolder.ts";

const hostCount = 64;
const ruleCount = 500;
const rulesPerGroup = 25;
/** Connected, and every rule evaluated over full windows. */
const warmUpMs = 90_000;
const windowMs = 30_000;
const windows = 5;

/** Percent of a core. */
const share = (usedMs: number, wallMs: number) => (usedMs / wallMs) * 100;

/**
 * 500 rules over 64 demo hosts of eight GPUs, evaluated every 15 s: what the process of a console with them uses more than
 * that of one without, side by side over the same hosts; all threads count, the sample store's included.
 */
export const bench: Bench = {
  names: ["rules.eval"],
  run: () =>
    withFolder(async (folder, stopLater) => {
      const fleet = stopLater(await startFleet(folder, hostCount));
      const without = stopLater(
        await startConsole(join(folder, "data-without"), workspace(folder, "without", fleet, "")),
      );
      const dataFolder = join(folder, "data-with");
      const rules = stopLater(await startConsole(dataFolder, workspace(folder, "with", fleet, ruleFile())));
      await pause(warmUpMs);
      const shares: number[] = [];
      const baselines: number[] = [];
      for (let i = 0; i < windows; i++) {
        const before = [cpuMs(rules.pid), cpuMs(without.pid)] as const;
        const startedMs = performance.now();
        await pause(windowMs);
        const wallMs = performance.now() - startedMs;
        shares.push(share(cpuMs(rules.pid) - before[0], wallMs));
        baselines.push(share(cpuMs(without.pid) - before[1], wallMs));
      }
      await rules.stop();
      requireAlerts(join(dataFolder, "alerts.db"));
      const value = median(shares.map((one, i) => one - (baselines[i] ?? Number.NaN)));
      return [
        measure({
          name: "rules.eval",
          value,
          unit: `% of a core over a console without rules, which uses ${median(baselines).toFixed(1)} %`,
          goal: "< 10",
          ok: value < 10,
        }),
      ];
    }),
};

function workspace(folder: string, name: string, fleet: Fleet, rules: string): Fleet {
  const workspaceFolder = join(folder, name);
  cpSync(fleet.workspaceFolder, workspaceFolder, { recursive: true });
  appendFileSync(join(workspaceFolder, "midwatch.yaml"), "\nalerting: { defaultRules: false }\n");
  if (rules !== "") {
    mkdirSync(join(workspaceFolder, "rules"), { recursive: true });
    writeFileSync(join(workspaceFolder, "rules", "bench.yaml"), rules);
  }
  return { ...fleet, workspaceFolder };
}

/**
 * What rules of fleets ask, by the number of a rule: thresholds over gauges, rates, sums and shares over hosts. Each reads
 * every host; as with rules that somebody lives with, most find nothing, and some two thousand alerts of a bad night are there.
 */
const expressions: readonly ((n: number) => string)[] = [
  (n) => `nvidia_smi_temperature_gpu > ${70 + (n % 25)}`,
  (n) => `nvidia_smi_memory_used_bytes / nvidia_smi_memory_total_bytes > 0.99${n % 10}`,
  (n) => `avg by (instance) (nvidia_smi_utilization_gpu_ratio) < 0.0${n % 10}`,
  (n) => `max_over_time(nvidia_smi_temperature_gpu[${1 + (n % 5)}m]) > 90`,
  (n) => `rate(node_network_receive_bytes_total[2m]) > ${1 + n}e6`,
  (n) => `node_load1 > ${n % 200}`,
  (n) => `1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes > 0.${20 + (n % 70)}`,
  (n) => `sum by (instance) (nvidia_smi_power_draw_watts) > ${4000 + n * 10}`,
  (n) => `count by (instance) (nvidia_smi_utilization_gpu_ratio > 0.${95 + (n % 5)}) > 7`,
  (n) => `up == ${n % 2}`,
];

function ruleFile(): string {
  const groups = Array.from({ length: ruleCount / rulesPerGroup }, (_, g) => {
    const rules = Array.from({ length: rulesPerGroup }, (_, r) => {
      const n = g * rulesPerGroup + r;
      const expr = JSON.stringify(expressions[n % expressions.length]?.(n));
      return n % 5 === 4
        ? `      - { record: "bench:rule${n}", expr: ${expr} }`
        : `      - { alert: Rule${n}, expr: ${expr}, for: ${n % 3}m, labels: { severity: warning }, annotations: { summary: "{{ $labels.instance }} {{ $value | humanize }}" } }`;
    });
    return `  - name: group${g}\n    interval: 15s\n    rules:\n${rules.join("\n")}\n`;
  });
  return `groups:\n${groups.join("")}`;
}

/** Rules that found nothing would be no work. */
function requireAlerts(file: string): void {
  const store = openAlertDatabase(file, Date.now());
  const alerts = [...store.savedRules().values()].reduce((sum, rule) => sum + rule.alerts.size, 0);
  store.close();
  if (alerts < hostCount) throw new Error(`The rules were to find something and have ${alerts} alerts`);
}
