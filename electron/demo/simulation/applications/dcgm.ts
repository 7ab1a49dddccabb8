import type { HostSpec } from "../fleet.ts";
import { type GpuReading, gpuReading } from "../gpuState.ts";
import { ExpositionWriter } from "./expositionWriter.ts";

type Field = readonly [name: string, type: string, help: string, value: (gpu: GpuReading) => number];

const fields: readonly Field[] = [
  ["DCGM_FI_DEV_SM_CLOCK", "gauge", "SM clock frequency (in MHz).", (gpu) => gpu.smMHz],
  ["DCGM_FI_DEV_MEM_CLOCK", "gauge", "Memory clock frequency (in MHz).", (gpu) => gpu.memoryMHz],
  ["DCGM_FI_DEV_GPU_TEMP", "gauge", "GPU temperature (in C).", (gpu) => gpu.temperatureCelsius],
  ["DCGM_FI_DEV_POWER_USAGE", "gauge", "Power draw (in W).", (gpu) => gpu.powerWatts],
  ["DCGM_FI_DEV_GPU_UTIL", "gauge", "GPU utilization (in %).", (gpu) => gpu.utilizationPercent],
  ["DCGM_FI_DEV_FB_USED", "gauge", "Framebuffer memory used (in MiB).", (gpu) => gpu.memoryUsedMiB],
  [
    "DCGM_FI_DEV_FB_FREE",
    "gauge",
    "Framebuffer memory free (in MiB).",
    (gpu) => gpu.model.memoryMiB - gpu.model.reservedMiB - gpu.memoryUsedMiB,
  ],
  ["DCGM_FI_DEV_XID_ERRORS", "gauge", "Value of the last XID error encountered.", () => 0],
];

/** NVIDIA's exporter beside what Midwatch reads by itself: the two must agree. */
export function createDcgmExporter(host: HostSpec): (t: number) => string {
  return (t) => {
    const gpus = Array.from({ length: host.gpuCount }, (_, index) => gpuReading(host, index, t)).filter(
      ({ lost }) => !lost,
    );
    const writer = new ExpositionWriter();
    for (const [name, type, help, value] of fields) {
      writer.family(name, type, help);
      for (const gpu of gpus) {
        const labels = {
          gpu: String(gpu.index),
          UUID: gpu.uuid,
          device: `nvidia${gpu.index}`,
          modelName: gpu.model.name,
          Hostname: host.name,
        };
        writer.sample(name, labels, value(gpu));
      }
    }
    return writer.text;
  };
}
