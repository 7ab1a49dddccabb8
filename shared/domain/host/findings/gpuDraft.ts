import type { Gpu } from "../../gpu/model.ts";
import type { FindingDraft } from "./findingDraft.ts";

/** How a title names a GPU. */
export function gpuLabel({ index, busId }: Gpu): string {
  if (index !== null) return `GPU ${index}`;
  return busId === null ? "A GPU" : `The GPU at ${busId}`;
}

/** Stable from tick to tick, whatever the driver still tells of it. */
export function gpuKey({ uuid, busId, index }: Gpu): string {
  return uuid ?? busId ?? `index ${index}`;
}

export function aboutGpu(gpu: Gpu, draft: Omit<FindingDraft, "key" | "gpu">): FindingDraft {
  return { ...draft, key: gpuKey(gpu), gpu };
}
