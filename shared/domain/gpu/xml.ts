import type { MutableGpu } from "./blank.ts";
import { normalizeBusId } from "./busId.ts";
import { flagCell, missingFor, numberCell, textCell } from "./cells.ts";
import type { Gpu, MigDevice, Reading } from "./model.ts";
import type { GpuApp } from "./processes.ts";
import type { ListedGpu } from "./version.ts";
import { attribute, childNode, childNodes, childText, readXmlTree, withoutBlocks, type XmlNode } from "./xmlTree.ts";

/** A process with its MIG instance, which only the XML tells. */
interface XmlProcess extends GpuApp {
  readonly gpuInstanceId: number | null;
  readonly computeInstanceId: number | null;
}

interface XmlMigDevice {
  /** Counts within the parent; the `Device` of `nvidia-smi -L`. */
  readonly index: number;
  readonly gpuInstanceId: number;
  readonly computeInstanceId: number;
  readonly memoryTotalBytes: Reading<number>;
  readonly memoryUsedBytes: Reading<number>;
}

/** Readings the CSV may not have been asked for, under the names of the GPU model. */
const xmlReadings = [
  "eccCorrectedVolatile",
  "eccUncorrectedVolatile",
  "eccUncorrectedAggregate",
  "remappedRowsCorrectable",
  "remappedRowsUncorrectable",
  "remapPending",
  "remapFailure",
  "retiredPagesPending",
  "recoveryAction",
  "pcieGeneration",
  "pcieWidth",
  "temperatureMarginCelsius",
  "migEnabled",
] as const satisfies readonly (keyof Gpu)[];

type XmlReadings = Pick<Gpu, (typeof xmlReadings)[number]>;

/** What `nvidia-smi -q -x` adds about one GPU. */
export interface GpuExtras {
  readonly uuid: string | null;
  readonly busId: string | null;
  /** Where the GPU begins to slow itself down, and where it switches off. Missing on GPUs that report margins. */
  readonly slowdownCelsius: Reading<number>;
  readonly shutdownCelsius: Reading<number>;
  readonly readings: XmlReadings;
  readonly migDevices: readonly XmlMigDevice[];
  readonly processes: readonly XmlProcess[];
}

export type GpuXmlResult =
  | {
      readonly kind: "ok";
      readonly driverVersion: string | null;
      readonly cudaVersion: string | null;
      readonly gpus: readonly GpuExtras[];
      /** False when the process lists broke the document and were left out to read the rest. */
      readonly hasProcesses: boolean;
    }
  | { readonly kind: "failed"; readonly reason: "notXml" | "truncated" | "malformed"; readonly message: string };

/** An element that this generation does not have reads like one that says it has no value. */
function cell(node: XmlNode, ...path: readonly string[]): string {
  return childText(node, ...path) || "N/A";
}

function quantity(node: XmlNode, ...path: readonly string[]): Reading<number> {
  return numberCell(cell(node, ...path), 1);
}

/** The sum of counters of which a generation has these or those; missing when it has none of them. */
function sum(node: XmlNode, ...names: readonly string[]): Reading<number> {
  const readings = names.map((name) => quantity(node, name));
  const counted = readings.filter((reading) => typeof reading === "number");
  if (counted.length > 0) return counted.reduce((total, count) => total + count, 0);
  return readings.find((reading) => reading !== missingFor.notAvailable) ?? missingFor.notAvailable;
}

function integerOrNull(text: string): number | null {
  return /^\d{1,10}$/.test(text) ? Number(text) : null;
}

function firstText(...texts: readonly string[]): string | null {
  return texts.find((text) => text !== "" && text !== "N/A") ?? null;
}

const uncorrectableErrors = [
  "sram_uncorrectable",
  "sram_uncorrectable_parity",
  "sram_uncorrectable_secded",
  "dram_uncorrectable",
];

function readReadings(gpu: XmlNode): XmlReadings {
  const volatileErrors = childNode(gpu, "ecc_errors", "volatile");
  const rows = childNode(gpu, "remapped_rows");
  const link = childNode(gpu, "pci", "pci_gpu_link_info");
  return {
    eccCorrectedVolatile: sum(volatileErrors, "sram_correctable", "dram_correctable"),
    eccUncorrectedVolatile: sum(volatileErrors, ...uncorrectableErrors),
    eccUncorrectedAggregate: sum(childNode(gpu, "ecc_errors", "aggregate"), ...uncorrectableErrors),
    remappedRowsCorrectable: quantity(rows, "remapped_row_corr"),
    remappedRowsUncorrectable: quantity(rows, "remapped_row_unc"),
    remapPending: flagCell(cell(rows, "remapped_row_pending")),
    remapFailure: flagCell(cell(rows, "remapped_row_failure")),
    retiredPagesPending: flagCell(cell(gpu, "retired_pages", "pending_retirement")),
    recoveryAction: textCell(cell(gpu, "gpu_recovery_action")),
    pcieGeneration: quantity(link, "pcie_gen", "current_link_gen"),
    pcieWidth: quantity(link, "link_widths", "current_link_width"),
    temperatureMarginCelsius: quantity(gpu, "temperature", "gpu_temp_tlimit"),
    migEnabled: flagCell(cell(gpu, "mig_mode", "current_mig")),
  };
}

function readMigDevice(device: XmlNode): XmlMigDevice | null {
  const index = integerOrNull(childText(device, "index"));
  const gpuInstanceId = integerOrNull(childText(device, "gpu_instance_id"));
  const computeInstanceId = integerOrNull(childText(device, "compute_instance_id"));
  if (index === null || gpuInstanceId === null || computeInstanceId === null) return null;
  return {
    index,
    gpuInstanceId,
    computeInstanceId,
    memoryTotalBytes: quantity(device, "fb_memory_usage", "total"),
    memoryUsedBytes: quantity(device, "fb_memory_usage", "used"),
  };
}

const processTypes = ["C", "G", "C+G"] as const;

function readProcess(process: XmlNode, gpuUuid: string): XmlProcess | null {
  const pid = integerOrNull(childText(process, "pid"));
  if (pid === null) return null;
  const type = childText(process, "type");
  return {
    gpuUuid,
    pid,
    name: childText(process, "process_name"),
    memoryBytes: quantity(process, "used_memory"),
    type: processTypes.find((known) => known === type) ?? null,
    gpuInstanceId: integerOrNull(childText(process, "gpu_instance_id")),
    computeInstanceId: integerOrNull(childText(process, "compute_instance_id")),
  };
}

function readGpu(gpu: XmlNode): GpuExtras {
  const uuid = firstText(childText(gpu, "uuid"));
  return {
    uuid,
    busId: normalizeBusId(attribute(gpu, "id")),
    slowdownCelsius: quantity(gpu, "temperature", "gpu_temp_slow_threshold"),
    shutdownCelsius: quantity(gpu, "temperature", "gpu_temp_max_threshold"),
    readings: readReadings(gpu),
    migDevices: childNodes(childNode(gpu, "mig_devices"), "mig_device")
      .map(readMigDevice)
      .filter((device) => device !== null),
    processes:
      uuid === null
        ? []
        : childNodes(childNode(gpu, "processes"), "process_info")
            .map((process) => readProcess(process, uuid))
            .filter((process) => process !== null),
  };
}

/**
 * Reads `nvidia-smi -q -x` of any generation (340 to 610, with or without DOCTYPE). The list of supported clocks goes
 * before parsing: it is most of the bytes, and driver 470 closes a tag in it that it never opened. A process name that
 * breaks the document costs the process lists, not the rest. Never throws.
 */
export function parseGpuXml(text: string): GpuXmlResult {
  const withoutClocks = withoutBlocks(text, "supported_clocks");
  const whole = readXmlTree(withoutClocks);
  const isBroken = whole.kind === "failed" && whole.reason === "malformed";
  const tree = isBroken ? readXmlTree(withoutBlocks(withoutClocks, "processes")) : whole;
  // The first complaint names the place in the document as the driver printed it.
  if (tree.kind === "failed") return whole.kind === "failed" ? whole : tree;
  const { root } = tree;
  return {
    kind: "ok",
    driverVersion: firstText(childText(root, "driver_version"), childText(root, "kmd_version")),
    cudaVersion: firstText(childText(root, "cuda_version"), childText(root, "cuda_umd_version")),
    gpus: childNodes(root, "gpu").map(readGpu),
    hasProcesses: !isBroken,
  };
}

/** The GPU with the XML's readings where the CSV was not asked for them. */
export function withExtras(gpu: Gpu, { readings }: GpuExtras): Gpu {
  let whole: MutableGpu | null = null;
  for (const key of xmlReadings) {
    if (gpu[key] !== missingFor.notAsked || readings[key] === missingFor.notAsked) continue;
    whole ??= { ...gpu };
    take(whole, readings, key);
  }
  return whole ?? gpu;
}

function take<K extends keyof XmlReadings>(gpu: { [P in K]: Gpu[P] }, readings: Pick<Gpu, K>, key: K): void {
  gpu[key] = readings[key];
}

/** A GPU's MIG devices, with profile and UUID from `nvidia-smi -L` where its list has them. */
export function migDevicesOf(extras: GpuExtras, listed: readonly ListedGpu[]): readonly MigDevice[] {
  const { uuid } = extras;
  if (uuid === null) return [];
  const fromList = listed.find((gpu) => gpu.uuid === uuid)?.migDevices ?? [];
  return extras.migDevices.map(({ index, ...device }) => {
    const known = fromList.find((candidate) => candidate.device === index);
    return { parentUuid: uuid, ...device, profile: known?.profile ?? null, uuid: known?.uuid ?? null };
  });
}
