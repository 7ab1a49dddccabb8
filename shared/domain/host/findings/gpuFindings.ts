import type { Gpu, GpuSubsystem, XidEvent } from "../../gpu/model.ts";
import type { FindingDraft } from "./findingDraft.ts";
import { addMemoryDrafts } from "./gpuMemoryFindings.ts";
import { addSlowdownDrafts, type WasHot } from "./gpuSlowdownFindings.ts";
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

/** What the GPUs and nvidia-smi show. Read for each GPU with each answer: nothing is made for those that are well. */
export function gpuFindings(input: GpuFindingsInput, wasHot: WasHot): readonly FindingDraft[] {
  const { kind } = input.gpuSubsystem;
  const isListing = kind === "ok" || kind === "infoRomCorrupted";
  const drafts: FindingDraft[] = [];
  const subsystem = subsystemDraft(input.gpuSubsystem, input.gpus);
  if (subsystem) drafts.push(subsystem);
  for (const gpu of input.gpus) {
    const state = gpuStateDraft(gpu, isListing);
    if (state) drafts.push(state);
    addSlowdownDrafts(drafts, gpu, gpu.uuid === null ? undefined : input.slowdownCelsius.get(gpu.uuid), wasHot);
    addMemoryDrafts(drafts, gpu);
    const recovery = gpuRecoveryDraft(gpu);
    if (recovery) drafts.push(recovery);
  }
  drafts.push(...xidDrafts(input.xids, input.gpus, input.nowMs));
  return drafts;
}
