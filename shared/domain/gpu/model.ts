import { z } from "zod";

/** Why a reading has no value. Never shown as zero. */
const missingReason = z.enum([
  "notAvailable",
  "notSupported",
  "unknownError",
  "insufficientPermissions",
  "gpuLost",
  "requiresReset",
  "deprecated",
  "functionNotFound",
  "empty",
  "notAsked",
]);
export type MissingReason = z.infer<typeof missingReason>;

const missing = z.object({ missing: missingReason });
export type Missing = Readonly<z.infer<typeof missing>>;

const number = z.union([z.number(), missing]);
const flag = z.union([z.boolean(), missing]);
const text = z.union([z.string(), missing]);
export type Reading<T> = T | Missing;

export function isMissing(reading: unknown): reading is Missing {
  return typeof reading === "object" && reading !== null && "missing" in reading;
}

export const throttleReason = z.enum([
  "gpuIdle",
  "applicationClocks",
  "swPowerCap",
  "hwSlowdown",
  "syncBoost",
  "swThermal",
  "hwThermal",
  "hwPowerBrake",
  "displayClocks",
]);
export type ThrottleReason = z.infer<typeof throttleReason>;

/**
 * `ok`: a row with readings. `lost`: fell off the bus. `requiresReset`: the driver asks for one.
 * `unreadable`: every cell was [Unknown Error]. `absent`: seen on this host before, not listed any more.
 */
const gpuState = z.enum(["ok", "lost", "requiresReset", "unreadable", "absent"]);
export type GpuState = z.infer<typeof gpuState>;

export const gpu = z.object({
  /** Identity. Null only for a GPU that is known by its bus id alone (lost before it was ever read). */
  uuid: z.string().nullable(),
  /** nvidia-smi's index; not stable across reboots. Null when unknown. */
  index: z.number().int().nullable(),
  /** Normalised `domain:bus:device` in lower-case hex, 4-digit domain: `0000:4e:00`. */
  busId: z.string().nullable(),
  name: z.string(),
  state: gpuState,
  /** The driver's own words for a state that is not `ok`. */
  stateText: z.string().nullable(),
  /** 0..1 */
  utilizationGpuRatio: number,
  utilizationMemoryRatio: number,
  memoryTotalBytes: number,
  memoryUsedBytes: number,
  memoryFreeBytes: number,
  memoryReservedBytes: number,
  temperatureCelsius: number,
  memoryTemperatureCelsius: number,
  /** Degrees left until slowdown, where the driver reports margins. */
  temperatureMarginCelsius: number,
  powerDrawWatts: number,
  powerLimitWatts: number,
  smClockHertz: number,
  memoryClockHertz: number,
  fanRatio: number,
  performanceState: text,
  throttleReasons: z.union([z.array(throttleReason), missing]),
  eccCorrectedVolatile: number,
  eccUncorrectedVolatile: number,
  eccUncorrectedAggregate: number,
  remappedRowsCorrectable: number,
  remappedRowsUncorrectable: number,
  remapPending: flag,
  remapFailure: flag,
  retiredPagesPending: flag,
  /** The driver's verdict: None, Reset, Reboot, Drain P2P, Drain and Reset. */
  recoveryAction: text,
  pcieGeneration: number,
  pcieWidth: number,
  encoderRatio: number,
  decoderRatio: number,
  migEnabled: flag,
  persistenceMode: flag,
  computeMode: text,
});
export type Gpu = Readonly<z.infer<typeof gpu>>;

export const migDevice = z.object({
  parentUuid: z.string(),
  gpuInstanceId: z.number().int(),
  computeInstanceId: z.number().int(),
  profile: z.string().nullable(),
  uuid: z.string().nullable(),
  memoryTotalBytes: number,
  memoryUsedBytes: number,
});
export type MigDevice = Readonly<z.infer<typeof migDevice>>;

export const gpuProcess = z.object({
  /** Every GPU the process holds memory on (joined by pid). */
  gpuUuids: z.array(z.string()),
  pid: z.number().int(),
  /** C compute, G graphics, C+G both; null from the CSV query, which lists compute only. */
  type: z.enum(["C", "G", "C+G"]).nullable(),
  name: z.string(),
  /** Full command line from the host's process table; null when it could not be read. */
  command: z.string().nullable(),
  user: z.string().nullable(),
  /** Container name or id, pod uid or Slurm job found in the cgroup path. */
  container: z.string().nullable(),
  /** Full id of its container, and its pod's uid: by these a cluster knows it. */
  containerId: z.string().nullable(),
  podUid: z.string().nullable(),
  ageSeconds: z.number().nullable(),
  memoryBytes: number,
});
export type GpuProcess = Readonly<z.infer<typeof gpuProcess>>;

/** What nvidia-smi as a whole said, apart from the single GPUs. `text` is verbatim, `advice` is ours. */
export const gpuSubsystem = z.object({
  kind: z.enum([
    "unknown",
    "ok",
    "commandNotFound",
    "permissionDenied",
    "driverMismatch",
    "driverNotLoaded",
    "noDevices",
    "blockedByOs",
    "infoRomCorrupted",
    "hung",
    "unreadable",
  ]),
  text: z.string(),
});
export type GpuSubsystem = Readonly<z.infer<typeof gpuSubsystem>>;

export const xidEvent = z.object({
  /** Host clock where the kernel log had one, else the time it was read. Unix ms. */
  atMs: z.number(),
  busId: z.string(),
  code: z.number().int(),
  text: z.string(),
  pid: z.number().int().nullable(),
  processName: z.string().nullable(),
});
export type XidEvent = Readonly<z.infer<typeof xidEvent>>;
