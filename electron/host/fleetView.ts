import type { FleetMetric, hostsArea } from "../../shared/contract/areas/hosts.ts";
import type { Item } from "../../shared/contract/define.ts";
import { fleetCell } from "../../shared/contract/fleetCell.ts";
import { type Gpu, isMissing, type Reading } from "../../shared/domain/gpu/model.ts";
import { isGpuCountKnown } from "../../shared/domain/gpu/subsystem.ts";
import type { HostDetail } from "../../shared/domain/host/state.ts";
import { fleetGroups } from "./fleetGroups.ts";

type FleetItem = Item<(typeof hostsArea)["fleet.watch"]>;

interface MetricView {
  readonly value: (gpu: Gpu) => Reading<number>;
  /** What this GPU could reach at most, for metrics that are not ratios. */
  readonly limit: (gpu: Gpu) => Reading<number>;
  /** What is drawn as empty: by default 0. */
  readonly scaleMin?: number;
  /** What is drawn as full, at least. */
  readonly leastMax: number;
}

const fullRatio = () => 1;

const metricViews: Readonly<Record<FleetMetric, MetricView>> = {
  utilization: { value: (gpu) => gpu.utilizationGpuRatio, limit: fullRatio, leastMax: 1 },
  memory: { value: memoryRatio, limit: fullRatio, leastMax: 1 },
  power: { value: (gpu) => gpu.powerDrawWatts, limit: (gpu) => gpu.powerLimitWatts, leastMax: 1 },
  temperature: {
    value: (gpu) => gpu.temperatureCelsius,
    limit: (gpu) => gpu.temperatureCelsius,
    scaleMin: 20,
    leastMax: 100,
  },
  smClock: { value: (gpu) => gpu.smClockHertz, limit: (gpu) => gpu.smClockHertz, leastMax: 1 },
};

function memoryRatio(gpu: Gpu): Reading<number> {
  const { memoryUsedBytes: used, memoryTotalBytes: total } = gpu;
  if (isMissing(used)) return used;
  if (isMissing(total)) return total;
  return total > 0 ? used / total : { missing: "notAvailable" };
}

/** The heatmap of one metric; remembers the layout it sent, so that it travels only when it changed. */
export function createFleetView(metric: FleetMetric): { read(hosts: readonly HostDetail[]): FleetItem } {
  const view = metricViews[metric];
  let sentLayout = "";

  return {
    read(unsorted) {
      const groups = fleetGroups(unsorted.map(({ summary }) => summary));
      const columns = unsorted
        .map((host, index) => ({ host, group: groups[index] ?? host.summary.group }))
        .sort((a, b) => natural(a.group, b.group) || natural(a.host.summary.name, b.host.summary.name));
      const hosts = columns.map(({ host }) => host);
      const counts = slotCounts(columns);
      const slots = Math.max(0, ...counts);
      const layout = {
        slots,
        hosts: columns.map(({ host, group }, column) => ({
          name: host.summary.name,
          group,
          gpuModel: host.summary.gpuModel,
          gpuCount: counts[column] ?? 0,
          isCounted: !isUnlisted(host),
        })),
      };
      const values = new Float64Array(hosts.length * slots).fill(Number.NaN);
      const cells = new Uint8Array(hosts.length * slots);
      let scaleMax = view.leastMax;
      for (const [column, host] of hosts.entries()) {
        const silent = silentCell(host);
        for (let slot = 0; slot < (counts[column] ?? 0); slot += 1) {
          const gpu = gpuAt(host, slot);
          const value = gpu ? view.value(gpu) : { missing: "notAvailable" as const };
          cells[column * slots + slot] = silent ?? cellOf(gpu, value);
          if (gpu && !isMissing(value) && silent === null) {
            values[column * slots + slot] = value;
            const limit = view.limit(gpu);
            scaleMax = Math.max(scaleMax, value, isMissing(limit) ? 0 : limit);
          }
        }
      }
      const key = JSON.stringify(layout);
      const changed = key !== sentLayout;
      sentLayout = key;
      return { layout: changed ? layout : null, values, cells, scaleMin: view.scaleMin ?? 0, scaleMax };
    },
  };
}

/** GPUs per host. One whose GPUs nobody knows is drawn as large as the others of its group: it must not vanish from the map. */
function slotCounts(columns: readonly { readonly host: HostDetail; readonly group: string }[]): readonly number[] {
  const largest = new Map<string, number>();
  for (const { host, group } of columns) largest.set(group, Math.max(largest.get(group) ?? 0, gpuCount(host)));
  return columns.map(({ host, group }) => (isUnlisted(host) ? largest.get(group) || 1 : gpuCount(host)));
}

/** No GPU is known, and not because there is none. */
function isUnlisted(host: HostDetail): boolean {
  const { lastSampleAtMs, gpuSubsystem } = host.summary;
  return gpuCount(host) === 0 && (lastSampleAtMs === null || !isGpuCountKnown(gpuSubsystem.kind));
}

function gpuCount(host: HostDetail): number {
  const highest = Math.max(-1, ...host.gpus.map((gpu) => gpu.index ?? -1));
  return Math.max(highest + 1, host.gpus.length, host.summary.gpusExpected);
}

/** A GPU stands in the slot of its index; one without an index takes the first slot that no index claims. */
function gpuAt(host: HostDetail, slot: number): Gpu | undefined {
  const indexed = host.gpus.find((gpu) => gpu.index === slot);
  if (indexed) return indexed;
  const claimed = new Set(host.gpus.map((gpu) => gpu.index));
  let free = 0;
  for (let candidate = 0; candidate < slot; candidate += 1) if (!claimed.has(candidate)) free += 1;
  return host.gpus.filter((gpu) => gpu.index === null)[free];
}

/** The cell of every GPU of a host that is not read now; null where it is. */
function silentCell(host: HostDetail): number | null {
  const { connection, findings, lastSampleAtMs, stale } = host.summary;
  if (connection.kind === "connected" && lastSampleAtMs !== null && !stale)
    return isUnlisted(host) ? fleetCell.unread : null;
  const hasFailed = connection.kind === "waiting" || findings.some(({ kind }) => kind === "hostUnreachable");
  return lastSampleAtMs === null && !hasFailed ? fleetCell.unread : fleetCell.unreachable;
}

const brokenCells = {
  lost: fleetCell.lost,
  requiresReset: fleetCell.requiresReset,
  unreadable: fleetCell.unreadable,
  absent: fleetCell.absent,
} as const;

function cellOf(gpu: Gpu | undefined, value: Reading<number>): number {
  if (!gpu) return fleetCell.absent;
  if (gpu.state !== "ok") return brokenCells[gpu.state];
  if (!isMissing(gpu.throttleReasons) && gpu.throttleReasons.some(isHardThrottle)) return fleetCell.throttled;
  if (gpu.remapPending === true) return fleetCell.remapPending;
  return isMissing(value) ? fleetCell.missing : fleetCell.ok;
}

function isHardThrottle(reason: string): boolean {
  return reason === "hwThermal" || reason === "swThermal" || reason === "hwPowerBrake" || reason === "hwSlowdown";
}

const collator = new Intl.Collator("en", { numeric: true });
function natural(a: string, b: string): number {
  return collator.compare(a, b);
}
