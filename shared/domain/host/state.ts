import { z } from "zod";
import { errorCodes } from "../../base/errors.ts";
import { gpu, gpuProcess, gpuSubsystem, migDevice, xidEvent } from "../gpu/model.ts";
import { filesystem, hostFacts, hostVitals, service } from "./model.ts";
import { oomKill } from "./oom.ts";

export const failure = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  atMs: z.number(),
});
export type Failure = Readonly<z.infer<typeof failure>>;

/** A host key as offered: what a person compares. */
export const hostKey = z.object({
  /** `ssh-ed25519`, `ecdsa-sha2-nistp256`, `rsa-sha2-512`, ... */
  type: z.string(),
  bits: z.number().int().nullable(),
  /** `SHA256:...` without padding, as `ssh-keygen -lf` prints it. */
  fingerprint: z.string(),
  /** OpenSSH's drunken-bishop picture, lines joined by \n. */
  randomart: z.string(),
});
export type HostKey = Readonly<z.infer<typeof hostKey>>;

/** What a refused key needs to be judged. `hop` is the host whose key it is: the host itself or one of its jump hosts. */
export const hostKeyUnknown = z.object({
  kind: z.literal("hostKeyUnknown"),
  hop: z.string(),
  address: z.string(),
  serverVersion: z.string().nullable(),
  offered: hostKey,
});
export const hostKeyChanged = z.object({
  kind: z.literal("hostKeyChanged"),
  hop: z.string(),
  address: z.string(),
  stored: hostKey,
  /** Where the stored key stands. */
  file: z.string(),
  line: z.number().int(),
  offered: hostKey,
});
export const hostKeyRevoked = z.object({
  kind: z.literal("hostKeyRevoked"),
  hop: z.string(),
  address: z.string(),
  offered: hostKey,
});

/** Why a connection is not being retried by itself. */
export const stopReason = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("byUser") }),
  z.object({ kind: z.literal("authFailed"), error: failure }),
  hostKeyUnknown,
  hostKeyChanged,
  hostKeyRevoked,
  z.object({ kind: z.literal("configuration"), error: failure }),
]);
export type StopReason = Readonly<z.infer<typeof stopReason>>;

const connection = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("idle") }),
  z.object({ kind: z.literal("connecting"), attempt: z.number().int(), sinceMs: z.number() }),
  /** A question is open (passphrase, one-time code): see the prompts stream. */
  z.object({ kind: z.literal("asking"), attempt: z.number().int(), sinceMs: z.number() }),
  z.object({
    kind: z.literal("connected"),
    sinceMs: z.number(),
    rttMs: z.number().nullable(),
    transport: z.enum(["ssh2", "system"]),
    /** `publickey (agent)`, `publickey (~/.ssh/id_ed25519)`, `keyboard-interactive`, ... */
    authentication: z.string(),
    serverVersion: z.string().nullable(),
    /** Jump hosts, first hop first. */
    via: z.array(z.string()),
  }),
  z.object({
    kind: z.literal("waiting"),
    attempt: z.number().int(),
    retryAtMs: z.number(),
    error: failure,
  }),
  z.object({ kind: z.literal("stopped"), reason: stopReason }),
]);
export type Connection = Readonly<z.infer<typeof connection>>;

/** What one kind of reading cost on the host, newest call. */
const readingCost = z.object({
  section: z.string(),
  /** Null where it cannot be told: nvidia-smi's own loop works between two of its ticks. */
  wallMs: z.number().nullable(),
  intervalMs: z.number(),
  bytes: z.number(),
  status: z.number().int(),
});
export type ReadingCost = Readonly<z.infer<typeof readingCost>>;

/** A section that could not be read, verbatim, with what to do about it. */
const unreadable = z.object({
  section: z.string(),
  text: z.string(),
  advice: z.string(),
});
export type Unreadable = Readonly<z.infer<typeof unreadable>>;

const severity = z.enum(["critical", "warning", "info"]);
export type Severity = z.infer<typeof severity>;

/** Something wrong that the readings themselves show; `kind` is stable, texts are for people. */
export const finding = z.object({
  id: z.string(),
  severity,
  kind: z.enum([
    "hostUnreachable",
    "hostStopped",
    "hostStale",
    "gpuSubsystem",
    "gpuLost",
    "gpuAbsent",
    "gpuRequiresReset",
    "gpuUnreadable",
    "gpuThrottled",
    "gpuHot",
    "gpuRemapPending",
    "gpuRemapFailed",
    "gpuEccUncorrected",
    "gpuRecoveryAction",
    "gpuXid",
    "serviceFailed",
    "filesystemFull",
  ]),
  title: z.string(),
  detail: z.string(),
  host: z.string(),
  gpuUuid: z.string().nullable(),
  gpuIndex: z.number().int().nullable(),
  sinceMs: z.number(),
  /** The figure that is out of bounds with its unit, and its limit, both for display; null where there is none. */
  value: z.string().nullable(),
  limit: z.string().nullable(),
});
export type Finding = Readonly<z.infer<typeof finding>>;

/** One row of the Hosts table and one column group of the heatmap. */
export const hostSummary = z.object({
  name: z.string(),
  /** With `:port` where that is not 22. */
  address: z.string().nullable(),
  user: z.string().nullable(),
  via: z.array(z.string()),
  environment: z.string().nullable(),
  group: z.string(),
  connection,
  /** Unix ms of the newest sample; null before the first. */
  lastSampleAtMs: z.number().nullable(),
  intervalMs: z.number(),
  /** True after three missed samples: values are kept and marked. */
  stale: z.boolean(),
  gpuSubsystem,
  /** Short: `H100 80 GB`. */
  gpuModel: z.string().nullable(),
  gpusReporting: z.number().int(),
  gpusExpected: z.number().int(),
  gpuUtilizationRatio: z.number().nullable(),
  gpuMemoryUsedBytes: z.number().nullable(),
  gpuMemoryTotalBytes: z.number().nullable(),
  gpuTemperatureMaxCelsius: z.number().nullable(),
  gpuPowerWatts: z.number().nullable(),
  cpuRatio: z.number().nullable(),
  load1: z.number().nullable(),
  memoryUsedRatio: z.number().nullable(),
  uptimeSeconds: z.number().nullable(),
  findings: z.array(finding),
});
export type HostSummary = Readonly<z.infer<typeof hostSummary>>;

/** Everything the Host panel shows apart from its charts. */
export const hostDetail = z.object({
  summary: hostSummary,
  facts: hostFacts,
  vitals: hostVitals.nullable(),
  gpus: z.array(gpu),
  /** Where the first of the GPUs slows down, as the driver's thresholds say; null where it gives none. */
  gpuSlowdownCelsius: z.number().nullable(),
  /** Unix ms of the newest answer with readings of a GPU; null before the first. */
  gpusAtMs: z.number().nullable(),
  migDevices: z.array(migDevice),
  processes: z.array(gpuProcess),
  processesAtMs: z.number().nullable(),
  services: z.array(service),
  servicesAtMs: z.number().nullable(),
  filesystems: z.array(filesystem),
  /** Unix ms of the newest reading of the kernel log; null before the first. */
  kernelAtMs: z.number().nullable(),
  xids: z.array(xidEvent),
  oomKills: z.array(oomKill),
  costs: z.array(readingCost),
  /** `oneShot` or `loop`, with why. */
  gpuMode: z.object({ kind: z.enum(["oneShot", "loop", "none"]), why: z.string() }),
  unreadable: z.array(unreadable),
  /** Newest first, at most 20: connection attempts and losses. */
  history: z.array(z.object({ atMs: z.number(), text: z.string() })),
});
export type HostDetail = Readonly<z.infer<typeof hostDetail>>;
