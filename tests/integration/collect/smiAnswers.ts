import { leanGpuFields } from "../../../shared/domain/gpu/fields.ts";

const cells: Readonly<Record<string, string>> = {
  pstate: "P0",
  "utilization.gpu": "93",
  "memory.total": "81559",
  "memory.used": "70000",
  "temperature.gpu": "61",
  "power.draw": "640.25",
  persistence_mode: "Enabled",
  name: "NVIDIA H100 80GB HBM3",
};

/** One line of the lean query, or of the fields given. */
export function gpuRow(
  index: number,
  changes: Readonly<Record<string, string>> = {},
  fields: readonly string[] = leanGpuFields,
): string {
  const own: Readonly<Record<string, string>> = {
    index: `${index}`,
    uuid: `GPU-000${index}`,
    "pci.bus_id": `00000000:0${index + 1}:00.0`,
  };
  return `${fields.map((field) => changes[field] ?? own[field] ?? cells[field] ?? "[N/A]").join(", ")}\n`;
}

/** A host with two healthy GPUs and one process, whose driver does not know `--help-query-gpu`. */
export const twoGpus = {
  version: "DRIVER version      : 590.48.01\nCUDA Version        : 13.1\n",
  list: "GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-0000)\nGPU 1: NVIDIA H100 80GB HBM3 (UUID: GPU-0001)\n",
  "fields.status": "2",
  gpu: gpuRow(0) + gpuRow(1),
  apps: `GPU-0000, ${process.pid}, /usr/bin/python3, 2048\n`,
  xml: "<nvidia_smi_log><driver_version>590.48.01</driver_version></nvidia_smi_log>\n",
};

export const mismatch = "Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 535.161\n";
export const secondLost =
  "Unable to determine the device handle for GPU1: 0000:02:00.0: GPU is lost.  Reboot the system to recover this GPU\n";
