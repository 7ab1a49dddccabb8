import type { GpuProcess } from "../gpu/model.ts";

/** By the control group of the process: the pod's uid, or the id of one of its containers. */
export function isProcessOf(
  { podUid, containerId }: Pick<GpuProcess, "podUid" | "containerId">,
  { id, containers }: { readonly id: string; readonly containers: readonly { readonly containerId: string | null }[] },
): boolean {
  if (podUid !== null && podUid === id) return true;
  return containerId !== null && containers.some((container) => container.containerId === containerId);
}
