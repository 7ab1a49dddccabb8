import type { HostSpec } from "./fleet.ts";
import { type GpuReading, gpuIdentity, gpuReading } from "./gpuState.ts";
import { gpuProcesses, heldMiB } from "./processes.ts";

/** What a program printed and how it ended. */
export interface Printed {
  readonly text: string;
  readonly status: number;
}

const driverVersion = "550.127.05";
const cudaVersion = "12.4";

/** One cell of `--query-gpu` without units, by field. */
const cells: Readonly<Record<string, (gpu: GpuReading) => string | number>> = {
  index: (gpu) => gpu.index,
  uuid: (gpu) => gpu.uuid,
  "pci.bus_id": (gpu) => gpu.busId,
  pstate: (gpu) => gpu.performanceState,
  "utilization.gpu": (gpu) => gpu.utilizationPercent,
  "utilization.memory": (gpu) => gpu.memoryUtilizationPercent,
  "memory.total": (gpu) => gpu.model.memoryMiB,
  "memory.reserved": (gpu) => gpu.model.reservedMiB,
  "memory.used": (gpu) => gpu.memoryUsedMiB,
  "memory.free": (gpu) => gpu.model.memoryMiB - gpu.model.reservedMiB - gpu.memoryUsedMiB,
  "temperature.gpu": (gpu) => gpu.temperatureCelsius,
  "temperature.memory": (gpu) => gpu.memoryTemperatureCelsius,
  "power.draw": (gpu) => gpu.powerWatts.toFixed(2),
  "enforced.power.limit": (gpu) => gpu.model.powerLimitWatts.toFixed(2),
  "clocks.current.sm": (gpu) => gpu.smMHz,
  "clocks.current.memory": (gpu) => gpu.memoryMHz,
  "fan.speed": () => "[N/A]",
  "clocks_throttle_reasons.active": (gpu) => `0x${gpu.throttleMask.toString(16).toUpperCase().padStart(16, "0")}`,
  "ecc.errors.corrected.volatile.total": (gpu) => gpu.eccCorrected,
  "ecc.errors.uncorrected.volatile.total": () => 0,
  "ecc.errors.uncorrected.aggregate.total": () => 0,
  "remapped_rows.correctable": (gpu) => (gpu.remapPending ? 1 : 0),
  "remapped_rows.uncorrectable": () => 0,
  "remapped_rows.pending": (gpu) => (gpu.remapPending ? "Yes" : "No"),
  "remapped_rows.failure": () => "No",
  "mig.mode.current": (gpu) => (gpu.model.name.includes("L40S") ? "[N/A]" : "Disabled"),
  persistence_mode: () => "Enabled",
  compute_mode: () => "Default",
  "pcie.link.gen.gpucurrent": (gpu) => gpu.model.pcieGeneration,
  "pcie.link.width.current": () => 16,
  "utilization.encoder": () => 0,
  "utilization.decoder": () => 0,
  name: (gpu) => gpu.model.name,
};

function lostSentence(gpu: GpuReading): string {
  return `Unable to determine the device handle for GPU${gpu.index}: ${gpu.busId.slice(4)}: Unknown Error`;
}

function readings(host: HostSpec, t: number): readonly GpuReading[] {
  return Array.from({ length: host.gpuCount }, (_, index) => gpuReading(host, index, t));
}

/** What every nvidia-smi says once the libraries are newer than the module; null while they match. */
function mismatch({ incident }: HostSpec, t: number): Printed | null {
  if ((incident?.figure("driverMismatch", t) ?? 0) < 0.5) return null;
  return {
    text: "Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 550.144\n",
    status: 18,
  };
}

/** `--query-gpu=FIELDS --format=csv,noheader,nounits`: a lost GPU is a sentence, an unknown field fails all. */
export function queryGpu(host: HostSpec, fields: readonly string[], t: number): Printed {
  const unknown = fields.find((field) => !(field in cells));
  if (unknown !== undefined) return { text: `Field "${unknown}" is not a valid field to query.\n\n`, status: 2 };
  const failed = mismatch(host, t);
  if (failed) return failed;
  const gpus = readings(host, t);
  const lines = [
    ...gpus.filter((gpu) => gpu.lost).map(lostSentence),
    ...gpus.filter((gpu) => !gpu.lost).map((gpu) => fields.map((field) => cells[field]?.(gpu) ?? "[N/A]").join(", ")),
  ];
  return { text: `${lines.join("\n")}\n`, status: 0 };
}

/** `--query-compute-apps=gpu_uuid,pid,process_name,used_gpu_memory`. */
export function queryComputeApps(host: HostSpec, t: number): Printed {
  const failed = mismatch(host, t);
  if (failed) return failed;
  const lines = gpuProcesses(host, t).flatMap((process) =>
    process.gpus.map((index) => {
      const gpu = gpuReading(host, index, t);
      return gpu.lost ? null : `${gpu.uuid}, ${process.pid}, ${process.program}, ${heldMiB(process, gpu)}`;
    }),
  );
  return {
    text: lines
      .filter((line) => line !== null)
      .map((line) => `${line}\n`)
      .join(""),
    status: 0,
  };
}

export function version(): Printed {
  const rows = [
    ["NVIDIA-SMI version", driverVersion],
    ["NVML version", "550.127"],
    ["DRIVER version", driverVersion],
    ["CUDA Version", cudaVersion],
  ];
  return { text: `${rows.map(([name, value]) => `${name?.padEnd(20)}: ${value}`).join("\n")}\n`, status: 0 };
}

/** `-L` also lists a GPU that fell off the bus. */
export function list(host: HostSpec): Printed {
  const lines = Array.from({ length: host.gpuCount }, (_, index) => {
    const { uuid, model } = gpuIdentity(host, index);
    return `GPU ${index}: ${model.name} (UUID: ${uuid})`;
  });
  return { text: `${lines.join("\n")}\n`, status: 0 };
}

/** `--help-query-gpu`: every field this driver answers, with a word of explanation under each. */
export function helpQueryGpu(): Printed {
  const entries = Object.keys(cells).map((field) => `"${field}"\nThe simulated value of this property.\n`);
  return {
    text: `List of valid properties to query for the switch "--query-gpu=":\n\n${entries.join("\n")}\n`,
    status: 0,
  };
}

/** `-q -x`: the parts of the document that say more than the CSV. */
export function queryXml(host: HostSpec, t: number): Printed {
  const failed = mismatch(host, t);
  if (failed) return failed;
  const gpus = readings(host, t).filter((gpu) => !gpu.lost);
  const processes = gpuProcesses(host, t);
  const documents = gpus.map((gpu) => gpuXml(gpu, processes));
  const text = [
    '<?xml version="1.0" ?>',
    '<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd">',
    "<nvidia_smi_log>",
    `\t<driver_version>${driverVersion}</driver_version>`,
    `\t<cuda_version>${cudaVersion}</cuda_version>`,
    `\t<attached_gpus>${gpus.length}</attached_gpus>`,
    ...documents,
    "</nvidia_smi_log>",
    "",
  ].join("\n");
  return { text, status: 0 };
}

function gpuXml(gpu: GpuReading, processes: ReturnType<typeof gpuProcesses>): string {
  const { model } = gpu;
  const own = processes.filter((process) => process.gpus.includes(gpu.index));
  return `\t<gpu id="${gpu.busId}">
\t\t<product_name>${model.name}</product_name>
\t\t<uuid>${gpu.uuid}</uuid>
\t\t<minor_number>${gpu.index}</minor_number>
\t\t<persistence_mode>Enabled</persistence_mode>
\t\t<mig_mode>
\t\t\t<current_mig>Disabled</current_mig>
\t\t\t<pending_mig>Disabled</pending_mig>
\t\t</mig_mode>
\t\t<mig_devices>
\t\t\tNone
\t\t</mig_devices>
\t\t<pci>
\t\t\t<pci_bus_id>${gpu.busId}</pci_bus_id>
\t\t\t<pci_gpu_link_info>
\t\t\t\t<pcie_gen>
\t\t\t\t\t<max_link_gen>${model.pcieGeneration}</max_link_gen>
\t\t\t\t\t<current_link_gen>${model.pcieGeneration}</current_link_gen>
\t\t\t\t</pcie_gen>
\t\t\t\t<link_widths>
\t\t\t\t\t<max_link_width>16x</max_link_width>
\t\t\t\t\t<current_link_width>16x</current_link_width>
\t\t\t\t</link_widths>
\t\t\t</pci_gpu_link_info>
\t\t</pci>
\t\t<fb_memory_usage>
\t\t\t<total>${model.memoryMiB} MiB</total>
\t\t\t<reserved>${model.reservedMiB} MiB</reserved>
\t\t\t<used>${gpu.memoryUsedMiB} MiB</used>
\t\t\t<free>${model.memoryMiB - model.reservedMiB - gpu.memoryUsedMiB} MiB</free>
\t\t</fb_memory_usage>
\t\t<ecc_errors>
\t\t\t<volatile>
\t\t\t\t<sram_correctable>0</sram_correctable>
\t\t\t\t<sram_uncorrectable_parity>0</sram_uncorrectable_parity>
\t\t\t\t<sram_uncorrectable_secded>0</sram_uncorrectable_secded>
\t\t\t\t<dram_correctable>${gpu.eccCorrected}</dram_correctable>
\t\t\t\t<dram_uncorrectable>0</dram_uncorrectable>
\t\t\t</volatile>
\t\t</ecc_errors>
\t\t<remapped_rows>
\t\t\t<remapped_row_corr>${gpu.remapPending ? 1 : 0}</remapped_row_corr>
\t\t\t<remapped_row_unc>0</remapped_row_unc>
\t\t\t<remapped_row_pending>${gpu.remapPending ? "Yes" : "No"}</remapped_row_pending>
\t\t\t<remapped_row_failure>No</remapped_row_failure>
\t\t</remapped_rows>
\t\t<temperature>
\t\t\t<gpu_temp>${gpu.temperatureCelsius} C</gpu_temp>
\t\t\t<gpu_temp_max_threshold>${model.slowdownCelsius + 6} C</gpu_temp_max_threshold>
\t\t\t<gpu_temp_slow_threshold>${model.slowdownCelsius} C</gpu_temp_slow_threshold>
\t\t\t<memory_temp>${gpu.memoryTemperatureCelsius} C</memory_temp>
\t\t</temperature>
\t\t<processes>
${own.map((process) => processXml(process, gpu)).join("\n")}
\t\t</processes>
\t</gpu>`;
}

function processXml(process: ReturnType<typeof gpuProcesses>[number], gpu: GpuReading): string {
  return `\t\t\t<process_info>
\t\t\t\t<gpu_instance_id>N/A</gpu_instance_id>
\t\t\t\t<compute_instance_id>N/A</compute_instance_id>
\t\t\t\t<pid>${process.pid}</pid>
\t\t\t\t<type>C</type>
\t\t\t\t<process_name>${process.program}</process_name>
\t\t\t\t<used_memory>${heldMiB(process, gpu)} MiB</used_memory>
\t\t\t</process_info>`;
}
