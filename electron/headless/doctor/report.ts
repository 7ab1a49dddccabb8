import type { Gpu, GpuSubsystem } from "../../../shared/domain/gpu/model.ts";
import type { HostFacts } from "../../../shared/domain/host/model.ts";
import type { Finding, HostKey, ReadingCost, Unreadable } from "../../../shared/domain/host/state.ts";
import type { ExporterFinding } from "../../../shared/domain/metrics/lint/model.ts";

/**
 * What `doctor --json` prints, one document. Stable: fields are added, never renamed or removed, within one `format`.
 * Null is "not known", never zero; readings of GPUs that are missing are `{"missing": reason}`.
 */
export interface DoctorReport {
  readonly format: 1;
  readonly host: string;
  /** Midwatch can watch this host: connected, readable, and nvidia-smi, where there is one, answers for every GPU. */
  readonly ok: boolean;
  /** The SSH configuration that holds for the host. */
  readonly resolved: {
    readonly address: string;
    readonly port: number;
    readonly user: string;
    readonly proxyJump: readonly string[];
    readonly proxyCommand: string | null;
    readonly identityFiles: readonly string[];
    readonly identityAgent: string | null;
    readonly knownHostsFiles: readonly string[];
    /** Why the system's own client is needed; null when it is not. */
    readonly systemOnly: string | null;
  } | null;
  readonly connection: {
    readonly transport: "ssh2" | "system";
    readonly authentication: string;
    readonly serverVersion: string | null;
    readonly via: readonly string[];
    /** `SHA256:...`; null when the system client kept it to itself. The key is one of the known hosts. */
    readonly hostKeyFingerprint: string | null;
    readonly connectMs: number;
    readonly rttMs: number | null;
  } | null;
  /** Why there is no connection. */
  readonly failure: {
    /** One of shared/base/errors.ts. */
    readonly code: string;
    readonly message: string;
    readonly advice: string;
    /** The key that was offered, when it is what stopped the connection, and the stored one when they differ. */
    readonly offeredKey: HostKey | null;
    readonly storedKey: HostKey | null;
  } | null;
  readonly facts: HostFacts | null;
  readonly gpuSubsystem: (GpuSubsystem & { readonly meaning: string; readonly action: string }) | null;
  readonly gpus: readonly Gpu[];
  /** Each reading of the collector: `wallMs` on the host (null: not measured), `bytes` over the wire, exit status. */
  readonly readings: readonly Omit<ReadingCost, "intervalMs">[];
  /** What could not be read, in the host's words, with what to do about it. */
  readonly unreadable: readonly Unreadable[];
  /** What the readings show to be wrong with the host. */
  readonly findings: readonly Finding[];
  /** The host's scrape targets, each asked once. */
  readonly targets: readonly {
    readonly job: string;
    readonly url: string;
    /** How it was reached: `forward`, `curl`, `bash`, `wget`. */
    readonly via: string | null;
    readonly samples: number | null;
    readonly bytes: number | null;
    readonly wallMs: number | null;
    readonly failure: { readonly code: string; readonly message: string } | null;
    /** The exporter doctor's. */
    readonly findings: readonly ExporterFinding[];
  }[];
  readonly processes: number;
  readonly services: number;
  readonly filesystems: number;
}
