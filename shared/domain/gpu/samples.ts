import { detached } from "../../base/detached.ts";
import type { Labels } from "../metrics/model.ts";
import type { SampleRow } from "../metrics/sampleRow.ts";
import { type Gpu, isMissing, type ThrottleReason, type XidEvent } from "./model.ts";
import { throttleMaskOf } from "./throttle.ts";

type Numbered = { readonly [K in keyof Gpu]: number extends Gpu[K] ? K : never }[keyof Gpu];

/**
 * nvidia_gpu_exporter's names: the query field in snake case with the base unit behind, always by the field's newest name
 * (`clocks_event_reasons`, whatever the driver calls it).
 */
const quantities: readonly { readonly key: Exclude<Numbered, "index">; readonly name: string }[] = [
  { key: "utilizationGpuRatio", name: "nvidia_smi_utilization_gpu_ratio" },
  { key: "utilizationMemoryRatio", name: "nvidia_smi_utilization_memory_ratio" },
  { key: "encoderRatio", name: "nvidia_smi_utilization_encoder_ratio" },
  { key: "decoderRatio", name: "nvidia_smi_utilization_decoder_ratio" },
  { key: "memoryTotalBytes", name: "nvidia_smi_memory_total_bytes" },
  { key: "memoryUsedBytes", name: "nvidia_smi_memory_used_bytes" },
  { key: "memoryFreeBytes", name: "nvidia_smi_memory_free_bytes" },
  { key: "memoryReservedBytes", name: "nvidia_smi_memory_reserved_bytes" },
  { key: "temperatureCelsius", name: "nvidia_smi_temperature_gpu" },
  { key: "memoryTemperatureCelsius", name: "nvidia_smi_temperature_memory" },
  { key: "temperatureMarginCelsius", name: "nvidia_smi_temperature_gpu_tlimit" },
  { key: "powerDrawWatts", name: "nvidia_smi_power_draw_watts" },
  { key: "powerLimitWatts", name: "nvidia_smi_enforced_power_limit_watts" },
  { key: "smClockHertz", name: "nvidia_smi_clocks_current_sm_clock_hz" },
  { key: "memoryClockHertz", name: "nvidia_smi_clocks_current_memory_clock_hz" },
  { key: "fanRatio", name: "nvidia_smi_fan_speed_ratio" },
  { key: "eccCorrectedVolatile", name: "nvidia_smi_ecc_errors_corrected_volatile_total" },
  { key: "eccUncorrectedVolatile", name: "nvidia_smi_ecc_errors_uncorrected_volatile_total" },
  { key: "eccUncorrectedAggregate", name: "nvidia_smi_ecc_errors_uncorrected_aggregate_total" },
  { key: "remappedRowsCorrectable", name: "nvidia_smi_remapped_rows_correctable" },
  { key: "remappedRowsUncorrectable", name: "nvidia_smi_remapped_rows_uncorrectable" },
  { key: "pcieGeneration", name: "nvidia_smi_pcie_link_gen_gpucurrent" },
  { key: "pcieWidth", name: "nvidia_smi_pcie_link_width_current" },
];

const flags = [
  { key: "remapPending", name: "nvidia_smi_remapped_rows_pending" },
  { key: "remapFailure", name: "nvidia_smi_remapped_rows_failure" },
  { key: "retiredPagesPending", name: "nvidia_smi_retired_pages_pending" },
  { key: "migEnabled", name: "nvidia_smi_mig_mode_current" },
  { key: "persistenceMode", name: "nvidia_smi_persistence_mode" },
] as const;

const throttleNames: readonly { readonly reason: ThrottleReason; readonly name: string }[] = [
  { reason: "gpuIdle", name: "nvidia_smi_clocks_event_reasons_gpu_idle" },
  { reason: "applicationClocks", name: "nvidia_smi_clocks_event_reasons_applications_clocks_setting" },
  { reason: "swPowerCap", name: "nvidia_smi_clocks_event_reasons_sw_power_cap" },
  { reason: "hwSlowdown", name: "nvidia_smi_clocks_event_reasons_hw_slowdown" },
  { reason: "hwThermal", name: "nvidia_smi_clocks_event_reasons_hw_thermal_slowdown" },
  { reason: "hwPowerBrake", name: "nvidia_smi_clocks_event_reasons_hw_power_brake_slowdown" },
  { reason: "swThermal", name: "nvidia_smi_clocks_event_reasons_sw_thermal_slowdown" },
  { reason: "syncBoost", name: "nvidia_smi_clocks_event_reasons_sync_boost" },
];

/** NVML's numbers for the driver's verdict, as the exporter writes them. */
const recoveryActions: ReadonlyMap<string, number> = new Map([
  ["none", 0],
  ["reset", 1],
  ["gpu reset", 1],
  ["reboot", 2],
  ["node reboot", 2],
  ["drain p2p", 3],
  ["drain and reset", 4],
]);

/** What the exporter's dashboards look GPUs up by, under the label they read. */
function addIdentity(row: SampleRow, { index }: Gpu, { info, labels }: Identity): void {
  row.add("nvidia_smi_gpu_info", 1, info);
  if (index !== null) row.add("nvidia_smi_index", index, labels);
}

function addThrottle(row: SampleRow, gpu: Gpu, labels: Labels): void {
  const reasons = gpu.throttleReasons;
  if (isMissing(reasons)) return;
  row.add("nvidia_smi_clocks_event_reasons_active", throttleMaskOf(reasons), labels);
  for (const { reason, name } of throttleNames) row.add(name, reasons.includes(reason) ? 1 : 0, labels);
}

function addStates(row: SampleRow, gpu: Gpu, labels: Labels): void {
  for (const { key, name } of flags) {
    const flag = gpu[key];
    if (typeof flag === "boolean") row.add(name, flag ? 1 : 0, labels);
  }
  const state = gpu.performanceState;
  if (typeof state === "string" && /^P\d{1,2}$/.test(state)) {
    row.add("nvidia_smi_pstate", Number(state.slice(1)), labels);
  }
  const action = gpu.recoveryAction;
  const code = typeof action === "string" ? recoveryActions.get(action.toLowerCase()) : undefined;
  if (code !== undefined) row.add("nvidia_smi_gpu_recovery_action", code, labels);
}

/** Adds the samples of one host's GPUs to a row, reusing one label object per GPU identity. */
export interface GpuSampler {
  /**
   * One sample per reading; a reading that is missing gives none. `midwatch_gpu_up` is there for every GPU with an
   * identity, 1 when it answers and 0 when it is lost, absent or out of order: the exporter has no such series, because
   * it forgets a GPU that stops answering.
   *
   * Labels: `uuid` as nvidia-smi prints it (`GPU-...`, the way the rest of Midwatch names GPUs; the exporter cuts the
   * prefix off), `gpu` (index) and `name`.
   */
  gpu(row: SampleRow, gpu: Gpu): void;
  /** When each GPU last had each Xid, under the exporter's name; GPUs are known by their place on the bus here. */
  xids(row: SampleRow, events: readonly XidEvent[]): void;
  /** How nvidia-smi as a whole did, under the exporter's names. */
  collection(
    row: SampleRow,
    outcome: {
      readonly success: boolean;
      readonly exitStatus: number;
      /** Null where it was not measured: then there is no sample of it. */
      readonly seconds: number | null;
    },
  ): void;
}

/** The labels of a GPU's series, and of the one that only tells who it is; as long as it has that place and name. */
interface Identity extends Pick<Gpu, "index" | "name"> {
  readonly labels: Labels;
  readonly info: Labels;
}

export function createGpuSampler(): GpuSampler {
  const identities = new Map<string, Identity>();
  const labelsByXid = new Map<string, Labels>();

  function identityOf(gpu: Gpu): Identity | null {
    const id = gpu.uuid ?? gpu.busId;
    if (id === null) return null;
    const known = identities.get(id);
    if (known && known.index === gpu.index && known.name === gpu.name) return known;
    const index = gpu.index === null ? null : String(gpu.index);
    const name = detached(gpu.name);
    const labels: Labels = {
      [gpu.uuid === null ? "pci_bus_id" : "uuid"]: detached(id),
      ...(index === null ? {} : { gpu: index }),
      name,
    };
    const info = index === null ? labels : { ...labels, index };
    const identity = { index: gpu.index, name, labels, info };
    identities.set(detached(id), identity);
    return identity;
  }

  return {
    gpu(row, gpu) {
      const identity = identityOf(gpu);
      if (identity === null) return;
      const { labels } = identity;
      row.add("midwatch_gpu_up", gpu.state === "ok" ? 1 : 0, labels);
      if (gpu.state === "ok") addIdentity(row, gpu, identity);
      for (const { key, name } of quantities) {
        const value = gpu[key];
        if (typeof value === "number") row.add(name, value, labels);
      }
      addThrottle(row, gpu, labels);
      addStates(row, gpu, labels);
    },
    xids(row, events) {
      const newestMs = new Map<Labels, number>();
      for (const { busId, code, atMs } of events) {
        const key = `${busId} ${code}`;
        const labels = labelsByXid.get(key) ?? { pci_bus_id: busId, xid: String(code) };
        labelsByXid.set(key, labels);
        newestMs.set(labels, Math.max(newestMs.get(labels) ?? 0, atMs));
      }
      for (const [labels, atMs] of newestMs) row.add("nvidia_smi_xid_last_timestamp_seconds", atMs / 1000, labels);
    },
    collection(row, { success, exitStatus, seconds }) {
      row.add("nvidia_smi_last_collect_success", success ? 1 : 0);
      row.add("nvidia_smi_command_exit_code", exitStatus);
      if (seconds !== null) row.add("nvidia_smi_last_collect_duration_seconds", seconds);
    },
  };
}
