import { missingFor } from "./cells.ts";
import type { Gpu, GpuState, Missing } from "./model.ts";

export type MutableGpu = { -readonly [K in keyof Gpu]: Gpu[K] };

type Identity = "uuid" | "index" | "busId" | "name" | "state" | "stateText";
type Readings = Record<Exclude<keyof Gpu, Identity>, Missing>;

function noReadings(reason: Missing): Readings {
  return {
    utilizationGpuRatio: reason,
    utilizationMemoryRatio: reason,
    memoryTotalBytes: reason,
    memoryUsedBytes: reason,
    memoryFreeBytes: reason,
    memoryReservedBytes: reason,
    temperatureCelsius: reason,
    memoryTemperatureCelsius: reason,
    temperatureMarginCelsius: reason,
    powerDrawWatts: reason,
    powerLimitWatts: reason,
    smClockHertz: reason,
    memoryClockHertz: reason,
    fanRatio: reason,
    performanceState: reason,
    throttleReasons: reason,
    eccCorrectedVolatile: reason,
    eccUncorrectedVolatile: reason,
    eccUncorrectedAggregate: reason,
    remappedRowsCorrectable: reason,
    remappedRowsUncorrectable: reason,
    remapPending: reason,
    remapFailure: reason,
    retiredPagesPending: reason,
    recoveryAction: reason,
    pcieGeneration: reason,
    pcieWidth: reason,
    encoderRatio: reason,
    decoderRatio: reason,
    migEnabled: reason,
    persistenceMode: reason,
    computeMode: reason,
  };
}

/** A GPU about which nothing was asked yet. */
export const blankGpu: Gpu = {
  uuid: null,
  index: null,
  busId: null,
  name: "Unknown GPU",
  state: "ok",
  stateText: null,
  ...noReadings(missingFor.notAsked),
};

const reasonOfState: Readonly<Record<GpuState, Missing>> = {
  ok: missingFor.notAvailable,
  lost: missingFor.gpuLost,
  requiresReset: missingFor.requiresReset,
  unreadable: missingFor.unknownError,
  absent: missingFor.notAvailable,
};

/** The same GPU in a state in which nothing can be read from it: its old readings are not shown as if they were new. */
export function outOfReach(gpu: Gpu, state: GpuState, stateText: string): Gpu {
  return { ...gpu, state, stateText, ...noReadings(reasonOfState[state]) };
}
