import { z } from "zod";

/** Rates are per second over the last interval; null until two samples are there, or after a counter reset. */
export const hostVitals = z.object({
  cpuRatio: z.number().nullable(),
  cpuCount: z.number().int(),
  iowaitRatio: z.number().nullable(),
  load1: z.number(),
  load5: z.number(),
  load15: z.number(),
  memoryTotalBytes: z.number(),
  memoryAvailableBytes: z.number().nullable(),
  swapTotalBytes: z.number(),
  swapFreeBytes: z.number(),
  diskReadBytesPerSecond: z.number().nullable(),
  diskWriteBytesPerSecond: z.number().nullable(),
  networkReceiveBytesPerSecond: z.number().nullable(),
  networkTransmitBytesPerSecond: z.number().nullable(),
  /** Null when neither the files nor the frame told the host's clock. */
  uptimeSeconds: z.number().nullable(),
});
export type HostVitals = Readonly<z.infer<typeof hostVitals>>;

export const filesystem = z.object({
  device: z.string(),
  mount: z.string(),
  sizeBytes: z.number(),
  usedBytes: z.number(),
  availableBytes: z.number(),
});
export type Filesystem = Readonly<z.infer<typeof filesystem>>;

/** A systemd unit or a container, in one table. */
export const service = z.object({
  name: z.string(),
  manager: z.enum(["systemd", "docker", "podman"]),
  state: z.enum(["running", "starting", "stopping", "stopped", "failed", "unknown"]),
  /** The manager's own words: `active (running)`, `Exited (137)`. */
  stateText: z.string(),
  exitCode: z.number().int().nullable(),
  restarts: z.number().int().nullable(),
  /** Seconds in the present state; null when the manager does not say. */
  ageSeconds: z.number().nullable(),
  image: z.string().nullable(),
  /** In full; null for a unit. */
  containerId: z.string().nullable(),
});
export type Service = Readonly<z.infer<typeof service>>;

export const hostFacts = z.object({
  hostname: z.string().nullable(),
  kernel: z.string().nullable(),
  os: z.string().nullable(),
  machineId: z.string().nullable(),
  bootTimeMs: z.number().nullable(),
  driverVersion: z.string().nullable(),
  cudaVersion: z.string().nullable(),
  nvidiaSmiPath: z.string().nullable(),
  /** What can tell of services; null before the host was probed. */
  serviceManagers: z.array(z.enum(["systemd", "docker", "podman"])).nullable(),
});
export type HostFacts = Readonly<z.infer<typeof hostFacts>>;
