import type { Gpu, GpuSubsystem } from "../../gpu/model.ts";
import { subsystemAdvice } from "../../gpu/subsystem.ts";
import type { Severity } from "../state.ts";
import { type FindingDraft, sentences } from "./findingDraft.ts";

const subsystemSeverity: Readonly<Record<GpuSubsystem["kind"], Severity>> = {
  unknown: "info",
  ok: "info",
  commandNotFound: "info",
  permissionDenied: "warning",
  driverMismatch: "critical",
  driverNotLoaded: "critical",
  noDevices: "warning",
  blockedByOs: "warning",
  infoRomCorrupted: "warning",
  hung: "critical",
  unreadable: "critical",
};

const subsystemTitle: Readonly<Record<GpuSubsystem["kind"], string>> = {
  unknown: "nvidia-smi has not answered yet",
  ok: "nvidia-smi answers",
  commandNotFound: "No nvidia-smi on this host",
  permissionDenied: "The GPUs may not be read",
  driverMismatch: "GPU driver and library versions differ",
  driverNotLoaded: "The GPU driver is not loaded",
  noDevices: "The driver sees no GPU",
  blockedByOs: "The operating system blocks the GPUs",
  infoRomCorrupted: "A GPU's infoROM is corrupted",
  hung: "nvidia-smi hangs",
  unreadable: "nvidia-smi gives no readings",
};

/** Losing GPUs that were read before is worse than never having seen one. */
export function subsystemDraft({ kind, text }: GpuSubsystem, gpus: readonly Gpu[]): FindingDraft | null {
  if (kind === "ok" || kind === "unknown") return null;
  // The lost GPU is the reason, and says more.
  if (kind === "unreadable" && gpus.some((gpu) => gpu.state === "lost")) return null;
  const { meaning, action } = subsystemAdvice(kind);
  const isLoss = (kind === "commandNotFound" || kind === "noDevices") && gpus.some(({ uuid }) => uuid !== null);
  // The kernel sees GPUs that nothing is told of.
  const isBlind = kind === "commandNotFound" && gpus.length > 0;
  return {
    kind: "gpuSubsystem",
    key: "",
    severity: isLoss ? "critical" : isBlind ? "warning" : subsystemSeverity[kind],
    title: isBlind ? "GPUs without nvidia-smi" : subsystemTitle[kind],
    detail: sentences(meaning, kind === "unreadable" ? text : "", action),
  };
}
