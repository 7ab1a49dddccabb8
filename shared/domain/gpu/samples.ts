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
const quantities: readonly (readonly [Exclude<Numbered, "index">, string])[] = [
  ["utilizationGpuRatio", "nvidia_smi_utilization_gpu_ratio"],
  ["utilizationMemoryRatio", "nvidia_smi_utilization_memory_ratio"],
  ["encoderRatio", "nvidia_smi_utilization_encoder_ratio"],
  ["decoderRatio", "nvidia_smi_utilization_decoder_ratio"],
  ["memoryTotalBytes", "nvidia_smi_memory_total_bytes"],
  ["memoryUsedBytes", "nvidia_smi_memory_used_bytes"],
  ["memoryFreeBytes", "nvidia_smi_memory_free_bytes"],
  ["memoryReservedBytes", "nvidia_smi_memory_reserved_bytes"],
  ["temperatureCelsius", "nvidia_smi_temperature_gpu"],
  ["memoryTemperatureCelsius", "nvidia_smi_temperature_memory"],
  ["temperatureMarginCelsius", "nvidia_smi_temperature_gpu_tlimit"],
  ["powerDrawWatts", "nvidia_smi_power_draw_watts"],
  ["powerLimitWatts", "nvidia_smi_enforced_power_limit_watts"],
  ["smClockHertz", "nvidia_smi_clocks_current_sm_clock_hz"],
  ["memoryClockHertz", "nvidia_smi_clocks_current_memory_clock_hz"],
  ["fanRatio", "nvidia_smi_fan_speed_ratio"],
  ["eccCorrectedVolatile", "nvidia_smi_ecc_errors_corrected_volatile_total"],
  ["eccUncorrectedVolatile", "nvidia_smi_ecc_errors_uncorrected_volatile_total"],
  ["eccUncorrectedAggregate", "nvidia_smi_ecc_errors_uncorrected_aggregate_total"],
  ["remappedRowsCorrectable", "nvidia_smi_remapped_rows_correctable"],
  ["remappedRowsUncorrectable", "nvidia_smi_remapped_rows_uncorrectable"],
  ["pcieGeneration", "nvidia_smi_pcie_link_gen_gpucurrent"],
  ["pcieWidth", "nvidia_smi_pcie_link_width_current"],
];

const flags = [
  ["remapPending", "nvidia_smi_remapped_rows_pending"],
  ["remapFailure", "nvidia_smi_remapped_rows_failure"],
  ["retiredPagesPending", "nvidia_smi_retired_pages_pending"],
  ["migEnabled", "nvidia_smi_mig_mode_current"],
  ["persistenceMode", "nvidia_smi_persistence_mode"],
] as const;

const throttleNames: readonly (readonly [ThrottleReason, string])[] = [
  ["gpuIdle", "nvidia_smi_clocks_event_reasons_gpu_idle"],
  ["applicationClocks", "nvidia_smi_clocks_event_reasons_applications_clocks_setting"],
  ["swPowerCap", "nvidia_smi_clocks_event_reasons_sw_power_cap"],
  ["hwSlowdown", "nvidia_smi_clocks_event_reasons_hw_slowdown"],
  ["hwThermal", "nvidia_smi_clocks_event_reasons_hw_thermal_slowdown"],
  ["hwPowerBrake", "nvidia_smi_clocks_event_reasons_hw_power_brake_slowdown"],
  ["swThermal", "nvidia_smi_clocks_event_reasons_sw_thermal_slowdown"],
  ["syncBoost", "nvidia_smi_clocks_event_reasons_sync_boost"],
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
  for (const [reason, name] of throttleNames) row.add(name, reasons.includes(reason) ? 1 : 0, labels);
}

function addStates(row: SampleRow, gpu: Gpu, labels: Labels): void {
  for (const [key, name] of flags) {
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

/** The labels of a GPU's series, and of the one that only tells who it is. */
interface Identity {
  readonly labels: Labels;
  readonly info: Labels;
}

export function createGpuSampler(): GpuSampler {
  const identities = new Map<string, Identity>();
  const labelsByXid = new Map<string, Labels>();

  function identityOf(gpu: Gpu): Identity | null {
    const id = gpu.uuid ?? gpu.busId;
    if (id === null) return null;
    const key = `${id} ${gpu.index} ${gpu.name}`;
    const known = identities.get(key);
    if (known) return known;
    const index = gpu.index === null ? null : String(gpu.index);
    const labels: Labels = {
      [gpu.uuid === null ? "pci_bus_id" : "uuid"]: detached(id),
      ...(index === null ? {} : { gpu: index }),
      name: detached(gpu.name),
    };
    const identity = { labels, info: index === null ? labels : { ...labels, index } };
    identities.set(key, identity);
    return identity;
  }

  return {
    gpu(row, gpu) {
      const identity = identityOf(gpu);
      if (identity === null) return;
      const { labels } = identity;
      row.add("midwatch_gpu_up", gpu.state === "ok" ? 1 : 0, labels);
      if (gpu.state === "ok") addIdentity(row, gpu, identity);
      for (const [key, name] of quantities) {
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
