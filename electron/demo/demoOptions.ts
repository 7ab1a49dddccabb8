import { parseArgs } from "node:util";
import { parseDurationMs } from "../../shared/domain/workspace/duration.ts";
import { batchSizeIncident } from "./simulation/incident/batchSize.ts";
import { scenarios } from "./simulation/incident/faults.ts";
import type { Scenario } from "./simulation/incident/scenario.ts";

export interface DemoOptions {
  readonly hosts: number;
  readonly seed: number;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Keys, samples and settings stay here, and a midwatch.yaml that was changed; null uses a folder that is removed at the end. */
  readonly dataFolder: string | null;
  readonly interval: string;
  /** False: empty known_hosts and no workspace, to try First run. */
  readonly prepared: boolean;
  /** False: applications run on the hosts, and the workspace names none of them. */
  readonly scrape: boolean;
  /** A server that is asked too, and gets the samples by remote write; null for none. */
  readonly prometheus: string | null;
  /** A story that plays; null for a fleet with some standing troubles. */
  readonly scenario: Scenario | null;
  /** How many times faster than it is written it plays from the start on; null waits for the order. */
  readonly speed: number | null;
}

export const demoUsage = `Usage: npm run demo -- [--port PORT] [--hosts N] [--seed N] [--data DIR] [--interval 1s] [--first-run] [--no-scrape] [--prometheus URL] [--incident | --scenario NAME | --list]

  --port PORT     on 127.0.0.1; 0 chooses a free one (default: 7425)
  --hosts N       simulated hosts with eight GPUs each, 1 to 256 (default: 16)
  --seed N        another fleet (default: 1)
  --data DIR      keep keys, samples and settings there; started again within six hours the fleet goes on;
                  a midwatch.yaml that was changed, by hand or in Settings, stays as it is: delete it for other
                  hosts, another interval or a Prometheus
  --interval I    how often hosts are read (default: 1s)
  --first-run     no host is trusted or chosen yet
  --no-scrape     no application's metrics are read yet; they are found on their hosts
  --prometheus U  ask that server too, and forward the samples to it (it runs with --web.enable-remote-write-receiver)
  --incident      play an incident: 25 s after the start a deploy doubles the batch size of chat-llm-70b; its KV cache
                  fills, p99 climbs, requests time out, and after 150 s a server is killed for memory
  --scenario NAME play another one
  --list          name the scenarios, and end
  --speed N       N times as fast, 1 to 20 (default: 1)
  --on-order      the scenario begins when the fleet is told to, not at the start
`;

/** A line for each scenario. */
export function scenarioList(): string {
  return [...scenarios.values()].map(({ name, title }) => `${name.padEnd(28)}${title}\n`).join("");
}

/** "help" and "list" when asked for. Throws an Error that says what is wrong. */
export function parseDemoOptions(args: readonly string[]): DemoOptions | "help" | "list" {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: {
      port: { type: "string", default: "7425" },
      hosts: { type: "string", default: "16" },
      seed: { type: "string", default: "1" },
      data: { type: "string" },
      interval: { type: "string", default: "1s" },
      "first-run": { type: "boolean", default: false },
      "no-scrape": { type: "boolean", default: false },
      prometheus: { type: "string" },
      incident: { type: "boolean", default: false },
      scenario: { type: "string" },
      list: { type: "boolean", default: false },
      speed: { type: "string", default: "1" },
      "on-order": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  if (values.list) return "list";
  return {
    port: whole("--port", values.port, 0, 65_535),
    hosts: whole("--hosts", values.hosts, 1, 256),
    seed: whole("--seed", values.seed, 0, 2 ** 31),
    dataFolder: values.data ?? null,
    interval: duration("--interval", values.interval),
    prepared: !values["first-run"],
    scrape: !values["no-scrape"],
    prometheus: values.prometheus === undefined ? null : address("--prometheus", values.prometheus),
    scenario: scenarioOf(values.scenario) ?? (values.incident ? batchSizeIncident : null),
    speed: values["on-order"] ? null : whole("--speed", values.speed, 1, 20),
  };
}

function scenarioOf(name: string | undefined): Scenario | null {
  if (name === undefined) return null;
  const found = scenarios.get(name);
  if (found) return found;
  throw new Error(`There is no scenario "${name}": --list names those there are`);
}

function whole(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new Error(`${option} takes a whole number from ${least} to ${most}, not "${text}"`);
  }
  return value;
}

function address(option: string, text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new Error(`${option} takes an address such as http://127.0.0.1:9090, not "${text}"`);
  }
  return text.replace(/\/+$/, "");
}

function duration(option: string, text: string): string {
  const ms = parseDurationMs(text);
  if (ms === null || ms < 500 || ms > 60_000) throw new Error(`${option} takes 500ms to 60s, not "${text}"`);
  return text;
}
