import { useState } from "react";
import { isMissing } from "../../../shared/domain/gpu/model.ts";
import { isProcessOf } from "../../../shared/domain/kubernetes/processOfPod.ts";
import type { HostDetail } from "../../state/types.ts";
import { useStream } from "../../state/useStream.ts";
import type { PodRow } from "./words.ts";

export interface GpuProcessOfPod {
  readonly pid: number;
  readonly command: string;
  /** Their indexes on the host. */
  readonly gpus: readonly number[];
  /** Null where the host does not tell. */
  readonly memoryBytes: number | null;
}

/** What of a pod is on its host's GPUs, as the host itself tells; null before it did, and without a host. */
export function useGpuProcesses(host: string | null, pod: PodRow): readonly GpuProcessOfPod[] | null {
  const [held, setHeld] = useState<HostDetail | null>(null);
  useStream("hosts.detail", host === null ? null : { host }, setHeld, { credit: 1 });
  if (held === null || held.summary.name !== host) return null;
  const indexes = new Map(held.gpus.map(({ uuid, index }) => [uuid, index]));
  return held.processes
    .filter((process) => isProcessOf(process, pod))
    .map(({ pid, command, name, gpuUuids, memoryBytes }) => ({
      pid,
      command: command ?? name,
      gpus: gpuUuids.flatMap((uuid) => indexes.get(uuid) ?? []).sort((a, b) => a - b),
      memoryBytes: isMissing(memoryBytes) ? null : memoryBytes,
    }));
}
