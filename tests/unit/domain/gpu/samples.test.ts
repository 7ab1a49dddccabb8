import { describe, expect, test } from "vitest";
import { blankGpu } from "../../../../shared/domain/gpu/blank.ts";
import { mergeKnownGpus, parseGpuCsv } from "../../../../shared/domain/gpu/csv.ts";
import type { Gpu } from "../../../../shared/domain/gpu/model.ts";
import { createGpuSampler } from "../../../../shared/domain/gpu/samples.ts";
import { rowOf } from "../../../builders/rowOf.ts";
import { fullFields, gpuRow, gpuRows } from "../../../fixtures/nvidiaSmi/csvRows.ts";

function only(text: string): Gpu {
  const [gpu] = parseGpuCsv(text, fullFields, 0).gpus;
  if (!gpu) throw new Error("no GPU");
  return gpu;
}

const values = (gpu: Gpu) =>
  Object.fromEntries(rowOf((row) => createGpuSampler().gpu(row, gpu)).map(({ name, value }) => [name, value]));

describe("GPU samples", () => {
  test("every reading under the exporter's name, in base units", () => {
    expect(values(only(gpuRow()))).toEqual({
      midwatch_gpu_up: 1,
      nvidia_smi_gpu_info: 1,
      nvidia_smi_index: 0,
      nvidia_smi_utilization_gpu_ratio: 0.97,
      nvidia_smi_utilization_memory_ratio: 0.41,
      nvidia_smi_utilization_encoder_ratio: 0,
      nvidia_smi_utilization_decoder_ratio: 0,
      nvidia_smi_memory_total_bytes: 85520809984,
      nvidia_smi_memory_used_bytes: 76978061312,
      nvidia_smi_memory_free_bytes: 8040480768,
      nvidia_smi_memory_reserved_bytes: 502267904,
      nvidia_smi_temperature_gpu: 66,
      nvidia_smi_temperature_memory: 71,
      nvidia_smi_temperature_gpu_tlimit: 21,
      nvidia_smi_power_draw_watts: 655.12,
      nvidia_smi_enforced_power_limit_watts: 700,
      nvidia_smi_clocks_current_sm_clock_hz: 1.755e9,
      nvidia_smi_clocks_current_memory_clock_hz: 2.619e9,
      nvidia_smi_ecc_errors_corrected_volatile_total: 3,
      nvidia_smi_ecc_errors_uncorrected_volatile_total: 0,
      nvidia_smi_ecc_errors_uncorrected_aggregate_total: 1,
      nvidia_smi_remapped_rows_correctable: 2,
      nvidia_smi_remapped_rows_uncorrectable: 0,
      nvidia_smi_remapped_rows_pending: 0,
      nvidia_smi_remapped_rows_failure: 0,
      nvidia_smi_pcie_link_gen_gpucurrent: 5,
      nvidia_smi_pcie_link_width_current: 16,
      nvidia_smi_mig_mode_current: 0,
      nvidia_smi_persistence_mode: 1,
      nvidia_smi_pstate: 0,
      nvidia_smi_gpu_recovery_action: 0,
      nvidia_smi_clocks_event_reasons_active: 4,
      nvidia_smi_clocks_event_reasons_gpu_idle: 0,
      nvidia_smi_clocks_event_reasons_applications_clocks_setting: 0,
      nvidia_smi_clocks_event_reasons_sw_power_cap: 1,
      nvidia_smi_clocks_event_reasons_hw_slowdown: 0,
      nvidia_smi_clocks_event_reasons_hw_thermal_slowdown: 0,
      nvidia_smi_clocks_event_reasons_hw_power_brake_slowdown: 0,
      nvidia_smi_clocks_event_reasons_sw_thermal_slowdown: 0,
      nvidia_smi_clocks_event_reasons_sync_boost: 0,
    });
  });

  test.each([
    ["None", 0],
    ["Reset", 1],
    ["Reboot", 2],
    ["Drain P2P", 3],
    ["Drain and Reset", 4],
    ["Something new", undefined],
  ])("the recovery action %s is %s", (action, value) => {
    const gpu = only(gpuRow({ gpu_recovery_action: action }));
    expect(values(gpu).nvidia_smi_gpu_recovery_action).toBe(value);
  });

  test("a GPU that is out of reach has one sample: it is not up", () => {
    const before = mergeKnownGpus([], parseGpuCsv(gpuRows(2), fullFields, 0));
    const [lost] = mergeKnownGpus(before, parseGpuCsv("No devices were found", fullFields, 6));
    if (!lost) throw new Error("no GPU");
    expect(values(lost)).toEqual({ midwatch_gpu_up: 0 });
  });

  test("no sample is ever NaN or missing", () => {
    const gpu = only(gpuRow({ "power.draw": "[N/A]", "temperature.gpu": "hot" }));
    for (const sample of rowOf((row) => createGpuSampler().gpu(row, gpu))) {
      expect(Number.isFinite(sample.value), sample.name).toBe(true);
    }
  });

  test("labels name the GPU and are the same object row after row", () => {
    const sampler = createGpuSampler();
    const first = rowOf((row) => sampler.gpu(row, only(gpuRow())));
    const second = rowOf((row) => sampler.gpu(row, only(gpuRow({ "temperature.gpu": "70" }))));
    expect(first[0]?.labels).toEqual({
      uuid: "GPU-5b0e8a52-91d4-4c77-b0fd-3a6c1f2e9d80",
      gpu: "0",
      name: "NVIDIA H100 80GB HBM3",
    });
    const info = first.find(({ name }) => name === "nvidia_smi_gpu_info");
    expect(info?.labels).toEqual({ ...first[0]?.labels, index: "0" });
    for (const sample of [...first, ...second]) {
      expect(sample.labels).toBe(sample.name === info?.name ? info.labels : first[0]?.labels);
    }
  });

  test("a GPU known by its slot alone is labelled by it; one that is not known at all has no series", () => {
    const sampler = createGpuSampler();
    const lost: Gpu = { ...blankGpu, busId: "0000:4e:00", state: "lost" };
    expect(rowOf((row) => sampler.gpu(row, lost))).toEqual([
      { name: "midwatch_gpu_up", labels: { pci_bus_id: "0000:4e:00", name: "Unknown GPU" }, value: 0 },
    ]);
    expect(rowOf((row) => sampler.gpu(row, blankGpu))).toEqual([]);
  });

  test("the collection itself", () => {
    const samples = rowOf((row) =>
      createGpuSampler().collection(row, { success: false, exitStatus: 18, seconds: 0.25 }),
    );
    expect(samples.map(({ name, value }) => [name, value])).toEqual([
      ["nvidia_smi_last_collect_success", 0],
      ["nvidia_smi_command_exit_code", 18],
      ["nvidia_smi_last_collect_duration_seconds", 0.25],
    ]);
  });
});
