import type { Gpu } from "../../shared/domain/gpu/model.ts";
import type { Connection, Finding, HostDetail, HostSummary } from "../../shared/domain/host/state.ts";

/** A healthy, idle GPU of an eight-GPU H100 host. */
export function buildGpu(fields: Partial<Gpu> = {}): Gpu {
  const index = fields.index ?? 0;
  const notAsked = { missing: "notAsked" } as const;
  return {
    uuid: `GPU-${index}`,
    index,
    busId: `0000:${(0x10 + (index ?? 0)).toString(16)}:00`,
    name: "NVIDIA H100 80GB HBM3",
    state: "ok",
    stateText: null,
    utilizationGpuRatio: 0.5,
    utilizationMemoryRatio: 0.2,
    memoryTotalBytes: 80e9,
    memoryUsedBytes: 40e9,
    memoryFreeBytes: 39e9,
    memoryReservedBytes: 1e9,
    temperatureCelsius: 60,
    memoryTemperatureCelsius: notAsked,
    temperatureMarginCelsius: notAsked,
    powerDrawWatts: 350,
    powerLimitWatts: 700,
    smClockHertz: 1755e6,
    memoryClockHertz: 2619e6,
    fanRatio: { missing: "notAvailable" },
    performanceState: "P0",
    throttleReasons: [],
    eccCorrectedVolatile: 0,
    eccUncorrectedVolatile: 0,
    eccUncorrectedAggregate: 0,
    remappedRowsCorrectable: 0,
    remappedRowsUncorrectable: 0,
    remapPending: false,
    remapFailure: false,
    retiredPagesPending: { missing: "notAvailable" },
    recoveryAction: "None",
    pcieGeneration: 5,
    pcieWidth: 16,
    encoderRatio: notAsked,
    decoderRatio: notAsked,
    migEnabled: false,
    persistenceMode: true,
    computeMode: "Default",
    ...fields,
  };
}

const connected: Connection = {
  kind: "connected",
  sinceMs: 0,
  rttMs: 4.2,
  transport: "ssh2",
  authentication: "publickey (agent)",
  serverVersion: "OpenSSH_9.2",
  via: [],
};

export function buildSummary(fields: Partial<HostSummary> = {}): HostSummary {
  return {
    name: "gpu-a01",
    address: "10.40.1.11",
    user: "ops",
    via: [],
    environment: "prod",
    group: "gpu-a",
    connection: connected,
    lastSampleAtMs: 1000,
    intervalMs: 2000,
    stale: false,
    gpuSubsystem: { kind: "ok", text: "" },
    gpuModel: "H100 80GB HBM3",
    gpusReporting: 8,
    gpusExpected: 8,
    gpuUtilizationRatio: 0.5,
    gpuMemoryUsedBytes: 320e9,
    gpuMemoryTotalBytes: 640e9,
    gpuTemperatureMaxCelsius: 60,
    gpuPowerWatts: 2800,
    cpuRatio: 0.3,
    load1: 12,
    memoryUsedRatio: 0.4,
    uptimeSeconds: 86_400,
    findings: [],
    ...fields,
  };
}

export function buildFinding(fields: Partial<Finding> = {}): Finding {
  return {
    id: "gpu-a01/gpuLost/5",
    severity: "critical",
    kind: "gpuLost",
    title: "GPU lost",
    detail: "Fell off the bus",
    host: "gpu-a01",
    gpuUuid: null,
    gpuIndex: 5,
    sinceMs: 0,
    value: null,
    limit: null,
    ...fields,
  };
}

export function buildDetail(summary: Partial<HostSummary>, gpus: readonly Gpu[]): HostDetail {
  return {
    summary: buildSummary(summary),
    facts: {
      hostname: null,
      kernel: null,
      os: null,
      machineId: null,
      bootTimeMs: null,
      driverVersion: null,
      cudaVersion: null,
      nvidiaSmiPath: null,
      serviceManagers: null,
    },
    vitals: null,
    gpus: [...gpus],
    gpuSlowdownCelsius: null,
    gpusAtMs: 1000,
    migDevices: [],
    processes: [],
    processesAtMs: null,
    services: [],
    servicesAtMs: null,
    filesystems: [],
    kernelAtMs: null,
    xids: [],
    oomKills: [],
    costs: [],
    gpuMode: { kind: "oneShot", why: "" },
    unreadable: [],
    history: [],
  };
}
