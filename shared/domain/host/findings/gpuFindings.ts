import type { Gpu, GpuSubsystem, XidEvent } from "../../gpu/model.ts";
import type { FindingDraft } from "./findingDraft.ts";
import { gpuKey } from "./gpuDraft.ts";
import { gpuMemoryDrafts } from "./gpuMemoryFindings.ts";
import { gpuSlowdownDrafts } from "./gpuSlowdownFindings.ts";
import { gpuRecoveryDraft, gpuStateDraft } from "./gpuStateFindings.ts";
import { subsystemDraft } from "./subsystemFinding.ts";
import { xidDrafts } from "./xidFindings.ts";

export interface GpuFindingsInput {
  readonly gpuSubsystem: GpuSubsystem;
  readonly gpus: readonly Gpu[];
  /** GPU uuid to the temperature at which it slows down, where the XML told one. */
  readonly slowdownCelsius: ReadonlyMap<string, number>;
  readonly xids: readonly XidEvent[];
  readonly nowMs: number;
}

/** What the GPUs and nvidia-smi show. `wasHot` tells by key which GPUs were hot the last time. */
export function gpuFindings(input: GpuFindingsInput, wasHot: (key: string) => boolean): readonly FindingDraft[] {
  const { kind } = input.gpuSubsystem;
  const isListing = kind === "ok" || kind === "infoRomCorrupted";
  const drafts: (FindingDraft | null)[] = [subsystemDraft(input.gpuSubsystem, input.gpus)];
  for (const gpu of input.gpus) {
    const slowdown = gpu.uuid === null ? undefined : input.slowdownCelsius.get(gpu.uuid);
    drafts.push(
      gpuStateDraft(gpu, isListing),
      ...gpuSlowdownDrafts(gpu, slowdown, wasHot(gpuKey(gpu))),
      ...gpuMemoryDrafts(gpu),
      gpuRecoveryDraft(gpu),
    );
  }
  return [...drafts.filter((draft) => draft !== null), ...xidDrafts(input.xids, input.gpus, input.nowMs)];
}
