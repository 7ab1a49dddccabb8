import type { HostSpec } from "../fleet.ts";
import type { Application } from "./applications.ts";

/** Hosts of each kind whose applications the workspace reads; the others are there to be discovered. */
const hostsRead: Readonly<Record<Application["job"], number>> = {
  vllm: 4,
  triton: 2,
  gateway: 2,
  dcgm: 1,
  "kube-state-metrics": 1,
};

/** The `scrape` lists of `midwatch.yaml`, by host, indented as they stand there. */
export function scrapedTargets(
  hosts: readonly HostSpec[],
  running: ReadonlyMap<string, readonly Application[]>,
): ReadonlyMap<string, string> {
  const lists = new Map<string, string>();
  const left = { ...hostsRead };
  for (const { name, service } of hosts) {
    const applications = running.get(name) ?? [];
    // The chat model alone: one service over several hosts.
    const read = applications.filter(
      ({ job }) => left[job] > 0 && (job !== "vllm" || service.model === "chat-llm-70b"),
    );
    for (const job of new Set(read.map(({ job }) => job))) left[job] -= 1;
    if (read.length > 0) lists.set(name, `    scrape:\n${read.map(entry).join("")}`);
  }
  return lists;
}

function entry({ job, port, labels }: Application): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}: "${value}"`);
  const own = pairs.length === 0 ? "" : `\n        labels: { ${pairs.join(", ")} }`;
  return `      - job: ${job}\n        port: ${port}\n        interval: 5s${own}\n`;
}
