import { isMissing } from "../../../../shared/domain/gpu/model.ts";
import type { HostDetail } from "../../../state/types.ts";
import { type ThrottleWords, throttleWords } from "./words.ts";

export type Gpu = HostDetail["gpus"][number];
export type MigDevice = HostDetail["migDevices"][number];

/** One line of the GPUs table. */
export interface GpuRow {
  readonly key: string;
  readonly gpu: Gpu;
  readonly throttle: ThrottleWords | null;
  readonly mig: readonly MigDevice[];
  /** Names of what runs on it, containers before bare commands. */
  readonly processes: readonly string[];
}

export function gpuRows(detail: HostDetail): readonly GpuRow[] {
  const sorted = [...detail.gpus].sort((a, b) => (a.index ?? Infinity) - (b.index ?? Infinity));
  return sorted.map((gpu) => ({
    key: gpu.uuid ?? gpu.busId ?? gpu.name,
    gpu,
    throttle: isMissing(gpu.throttleReasons) ? null : throttleWords(gpu.throttleReasons),
    mig: detail.migDevices.filter(({ parentUuid }) => parentUuid === gpu.uuid),
    processes: detail.processes
      .filter(({ gpuUuids }) => gpu.uuid !== null && gpuUuids.includes(gpu.uuid))
      .map(({ container, name }) => container ?? shortName(name)),
  }));
}

/** The program without its path. */
export function shortName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1) || name;
}

/** The key of a GPU's lines in every chart of the host. */
export function gpuLineKey(index: number | null): string {
  return `gpu-${index}`;
}

/** GPUs to bring forward in the charts: the one in hand, and those that are held back by a problem. */
export function emphasisOf(rows: readonly GpuRow[], selected: number | null): ReadonlySet<string> | null {
  const troubled = rows.filter(({ throttle }) => throttle?.kind === "problem").map(({ gpu }) => gpu.index);
  const indexes = selected === null ? troubled : [selected, ...troubled];
  return indexes.length === 0 || indexes.length >= rows.length ? null : new Set(indexes.map(gpuLineKey));
}
