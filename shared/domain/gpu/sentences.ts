import { normalizeBusId } from "./busId.ts";
import type { GpuState, GpuSubsystem } from "./model.ts";

type SubsystemKind = GpuSubsystem["kind"];

/** What a line that is no data says. */
export type Sentence =
  | { readonly kind: "subsystem"; readonly subsystem: SubsystemKind }
  /** A detail of the sentence before it. */
  | { readonly kind: "continuation" }
  | { readonly kind: "invalidField"; readonly field: string }
  | {
      readonly kind: "gpu";
      readonly state: GpuState;
      readonly index: number | null;
      readonly busId: string;
      readonly reason: string;
    };

/**
 * Texts that speak of nvidia-smi or the driver as a whole, first match wins. They arrive on standard output or
 * error, with any exit status.
 */
const subsystemTexts: readonly (readonly [RegExp, SubsystemKind])[] = [
  [/driver\/library version mismatch/i, "driverMismatch"],
  [/couldn'?t communicate with the nvidia driver/i, "driverNotLoaded"],
  [/couldn'?t find libnvidia-ml|nvml shared library not found|driver (is )?not loaded/i, "driverNotLoaded"],
  [/gpu access blocked by the operating system/i, "blockedByOs"],
  [/^no devices were found/i, "noDevices"],
  [/nvidia-smi has failed because you do not have .*permissions?/i, "permissionDenied"],
  [/^failed to initialize nvml: insufficient permissions/i, "permissionDenied"],
  [/infoROM is corrupted/i, "infoRomCorrupted"],
  [/^failed to initialize nvml/i, "unreadable"],
  [/^nvidia-smi has failed because/i, "unreadable"],
  [/stuck in the driver/i, "hung"],
  // The shell's own words, by sh, bash, zsh, fish, busybox, timeout and env.
  [/nvidia-smi\S*: (command )?not found/i, "commandNotFound"],
  [/command not found: \S*nvidia-smi/i, "commandNotFound"],
  [/unknown command:? \S*nvidia-smi/i, "commandNotFound"],
  [/nvidia-smi\S*: no such file or directory/i, "commandNotFound"],
  [/nvidia-smi\S*: (permission denied|operation not permitted|restricted|cannot execute)/i, "permissionDenied"],
];

const handleFailure =
  /^Unable to determine the device handle for GPU\s*(?:(\d{1,3}):\s+)?([0-9a-fA-F]{4,8}:[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\.[0-9a-fA-F])\s*:\s*(.*)$/i;

/** An unknown error on the handle is how a GPU that fell off the bus shows on recent drivers. */
function stateOfReason(reason: string): GpuState {
  if (/lost|unknown error/i.test(reason)) return "lost";
  return /reset/i.test(reason) ? "requiresReset" : "unreadable";
}

/** Classifies one trimmed line of nvidia-smi's or the shell's output; null when it is no sentence known here. */
export function readSentence(line: string): Sentence | null {
  const handle = handleFailure.exec(line);
  if (handle) {
    const [, index, address = "", reason = ""] = handle;
    const busId = normalizeBusId(address);
    if (busId === null) return null;
    return {
      kind: "gpu",
      state: stateOfReason(reason),
      index: index === undefined ? null : Number(index),
      busId,
      reason,
    };
  }
  const field = /Field "([^"]+)" is not a valid field to query/i.exec(line)?.[1];
  if (field !== undefined) return { kind: "invalidField", field };
  if (/^nvml library version\b/i.test(line)) return { kind: "continuation" };
  const known = subsystemTexts.find(([pattern]) => pattern.test(line));
  return known ? { kind: "subsystem", subsystem: known[1] } : null;
}

/**
 * Exit statuses that mean something without a text: nvidia-smi's documented ones, the NVML numbers it passes on, and
 * the shell's and timeout's.
 */
const statusKinds: ReadonlyMap<number, SubsystemKind> = new Map([
  [4, "permissionDenied"],
  [6, "noDevices"],
  [9, "driverNotLoaded"],
  [12, "driverNotLoaded"],
  [14, "infoRomCorrupted"],
  [17, "blockedByOs"],
  [18, "driverMismatch"],
  [124, "hung"],
  [126, "permissionDenied"],
  [127, "commandNotFound"],
  [137, "hung"],
]);

/** The state an exit status alone tells, or null. */
export function subsystemOfStatus(exitStatus: number): SubsystemKind | null {
  return statusKinds.get(exitStatus) ?? null;
}
