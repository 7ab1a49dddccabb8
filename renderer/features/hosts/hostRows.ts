import type { HostSummary } from "../../state/types.ts";
import type { Sort } from "../../ui/DataTable.tsx";
import { formatAge } from "../../ui/format.ts";
import { type HostFilter, type HostStatus, hostGroup, hostStatus } from "./hostStatus.ts";

/** A line of the Hosts table: a host, its word, and the age of its newest sample as shown. */
export interface HostRow {
  readonly host: HostSummary;
  readonly status: HostStatus;
  readonly age: string | null;
}

/** Rows that did not change are the same objects as before, so that only changed lines are drawn again. */
export function rowsOf(hosts: readonly HostSummary[], nowMs: number, cache: Map<string, HostRow>): readonly HostRow[] {
  const names = new Set(hosts.map(({ name }) => name));
  for (const name of cache.keys()) if (!names.has(name)) cache.delete(name);
  return hosts.map((host) => {
    const age = host.lastSampleAtMs === null ? null : ageText(nowMs - host.lastSampleAtMs);
    const before = cache.get(host.name);
    if (before?.host === host && before.age === age) return before;
    const row = { host, status: hostStatus(host), age };
    cache.set(host.name, row);
    return row;
  });
}

/** Live samples are "now": an age that flickers between 1 s and 2 s says nothing. */
function ageText(ageMs: number): string {
  return ageMs < 10_000 ? "now" : formatAge(ageMs);
}

const collator = new Intl.Collator("en", { numeric: true });

type SortValue = number | string | null;
const sortValues: Readonly<Record<string, (row: HostRow) => SortValue>> = {
  host: ({ host }) => host.name,
  state: ({ status }) => status.rank,
  address: ({ host }) => host.address,
  model: ({ host }) => host.gpuModel,
  gpus: ({ host }) => (host.gpusExpected === 0 ? null : host.gpusReporting / host.gpusExpected),
  utilization: ({ host }) => host.gpuUtilizationRatio,
  memory: ({ host }) =>
    host.gpuMemoryUsedBytes === null || !host.gpuMemoryTotalBytes
      ? null
      : host.gpuMemoryUsedBytes / host.gpuMemoryTotalBytes,
  temperature: ({ host }) => host.gpuTemperatureMaxCelsius,
  power: ({ host }) => host.gpuPowerWatts,
  cpu: ({ host }) => host.cpuRatio,
  hostMemory: ({ host }) => host.memoryUsedRatio,
  uptime: ({ host }) => host.uptimeSeconds,
  age: ({ host }) => host.lastSampleAtMs,
};

function compareValues(a: SortValue, b: SortValue): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return collator.compare(String(a), String(b));
}

export const hostRow = {
  key: ({ host }: HostRow) => host.name,

  /** Unreachable hosts keep their last values, dimmed. */
  state: ({ host }: HostRow) => (host.connection.kind === "connected" ? undefined : ("off" as const)),

  matches({ host, status }: HostRow, text: string, filter: HostFilter): boolean {
    if (filter !== "all" && hostGroup(host) !== filter) return false;
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const haystack = [host.name, host.address, host.gpuModel, host.environment, host.group, status.word]
      .join(" ")
      .toLowerCase();
    return words.every((word) => haystack.includes(word));
  },

  /** Stable; hosts without a value come last in either direction, equal ones by name. */
  sort(rows: readonly HostRow[], { column, direction }: Sort): readonly HostRow[] {
    const value = sortValues[column] ?? (() => null);
    const sign = direction === "ascending" ? 1 : -1;
    return [...rows].sort((a, b) => {
      const [left, right] = [value(a), value(b)];
      if (left === null || right === null) {
        return Number(left === null) - Number(right === null) || collator.compare(a.host.name, b.host.name);
      }
      return sign * compareValues(left, right) || collator.compare(a.host.name, b.host.name);
    });
  },
};
