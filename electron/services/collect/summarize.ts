import { blankGpu } from "../../../shared/domain/gpu/blank.ts";
import type { Gpu } from "../../../shared/domain/gpu/model.ts";
import { modelsText } from "../../../shared/domain/gpu/modelName.ts";
import type { Connection, Finding, HostSummary } from "../../../shared/domain/host/state.ts";
import type { ResolvedHost } from "../ssh/types.ts";
import type { HostReadings } from "./hostReadings.ts";
import type { HostToWatch } from "./types.ts";

export interface SummaryParts {
  readonly host: HostToWatch;
  readonly resolved: ResolvedHost | null;
  readonly connection: Connection;
  readonly readings: HostReadings;
  readonly findings: readonly Finding[];
}

/** One row of the Hosts table. A figure that no GPU reported is null, never zero. */
export function summarize({ host, resolved, connection, readings, findings }: SummaryParts): HostSummary {
  const { gpu } = readings;
  const { vitals } = readings.machine;
  const gpus = gpu.rowGpus;
  const reporting = gpus.filter((one) => one.state === "ok");
  // A GPU that does not tell how much it uses is left out of both: it must not look empty.
  const withMemory = reporting.filter(({ memoryUsedBytes: used }) => typeof used === "number");
  return {
    name: host.name,
    address: placeOf(resolved ?? host),
    user: resolved?.user ?? host.user ?? null,
    via: [...(connection.kind === "connected" ? connection.via : (resolved?.proxyJump ?? host.jump ?? []))],
    environment: host.environment ?? null,
    group: host.group ?? groupOf(host.name),
    connection,
    lastSampleAtMs: readings.lastSampleAtMs,
    intervalMs: host.intervalMs,
    stale: readings.stale,
    gpuSubsystem: gpu.subsystem,
    gpuModel: modelsText(gpus.map((gpu) => gpu.name).filter((name) => name !== "" && name !== blankGpu.name)),
    gpusReporting: reporting.length,
    gpusExpected: gpus.length,
    gpuUtilizationRatio: mean(reporting, "utilizationGpuRatio"),
    gpuMemoryUsedBytes: sum(withMemory, "memoryUsedBytes"),
    gpuMemoryTotalBytes: sum(withMemory, "memoryTotalBytes"),
    gpuTemperatureMaxCelsius: largest(reporting, "temperatureCelsius"),
    gpuPowerWatts: sum(reporting, "powerDrawWatts"),
    cpuRatio: vitals?.cpuRatio ?? null,
    load1: vitals?.load1 ?? null,
    memoryUsedRatio:
      vitals && vitals.memoryAvailableBytes !== null && vitals.memoryTotalBytes > 0
        ? 1 - vitals.memoryAvailableBytes / vitals.memoryTotalBytes
        : null,
    uptimeSeconds: vitals?.uptimeSeconds ?? null,
    findings: [...findings],
  };
}

/** The address, with the port where it is not SSH's own. */
function placeOf({ address, port }: Pick<HostToWatch, "address" | "port">): string | null {
  if (address === undefined || port === undefined || port === 22) return address ?? null;
  return `${address.includes(":") ? `[${address}]` : address}:${port}`;
}

/** `gpu-a09` and `gpu-a10` belong together: the name without its trailing number. */
export function groupOf(name: string): string {
  return name.replace(/[-_.]?\d+$/, "") || name;
}

type Quantity =
  | "utilizationGpuRatio"
  | "memoryUsedBytes"
  | "memoryTotalBytes"
  | "temperatureCelsius"
  | "powerDrawWatts";

/** Over those that tell it; null where none does. */
function sum(gpus: readonly Gpu[], key: Quantity): number | null {
  let total: number | null = null;
  for (const gpu of gpus) {
    const value = gpu[key];
    if (typeof value === "number") total = (total ?? 0) + value;
  }
  return total;
}

function mean(gpus: readonly Gpu[], key: Quantity): number | null {
  const total = sum(gpus, key);
  return total === null ? null : total / gpus.filter((gpu) => typeof gpu[key] === "number").length;
}

function largest(gpus: readonly Gpu[], key: Quantity): number | null {
  let most: number | null = null;
  for (const gpu of gpus) {
    const value = gpu[key];
    if (typeof value === "number" && (most === null || value > most)) most = value;
  }
  return most;
}
