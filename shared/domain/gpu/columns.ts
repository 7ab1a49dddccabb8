import { interned } from "../../base/interned.ts";
import type { MutableGpu } from "./blank.ts";
import { normalizeBusId } from "./busId.ts";
import { flagCell, missingToken, numberCell, ratioCell, textCell } from "./cells.ts";
import type { Gpu } from "./model.ts";
import { throttleCell } from "./throttle.ts";

/** Puts one cell into a GPU. Returns false when the cell cannot be what its column is about: the line is no data row. */
type CellReader = (gpu: MutableGpu, cell: string) => boolean;

/** How the cells of a field are read. */
export interface Column {
  readonly read: CellReader;
  /** Of a column of figures: where they belong, and what a bare number in a cell stands for. */
  readonly figure: { readonly key: NumberKey; readonly of: (bare: number) => number } | null;
}

const mebibyte = 2 ** 20;
const megahertz = 1e6;

type KeysOf<T> = { [K in keyof Gpu]-?: T extends Gpu[K] ? K : never }[keyof Gpu];
type NumberKey = Exclude<KeysOf<number>, "index">;
type FlagKey = KeysOf<boolean>;
type TextKey = "performanceState" | "recoveryAction" | "computeMode";

function quantity(key: NumberKey, factor = 1): Column {
  return {
    read(gpu, cell) {
      gpu[key] = numberCell(cell, factor);
      return true;
    },
    figure: { key, of: (bare) => bare * factor },
  };
}

function ratio(key: NumberKey): Column {
  return {
    read(gpu, cell) {
      gpu[key] = ratioCell(cell);
      return true;
    },
    figure: { key, of: (percent) => percent / 100 },
  };
}

function other(read: CellReader): Column {
  return { read, figure: null };
}

function flag(key: FlagKey): Column {
  return other((gpu, cell) => {
    gpu[key] = flagCell(cell);
    return true;
  });
}

function word(key: TextKey): Column {
  return other((gpu, cell) => {
    gpu[key] = textCell(cell);
    return true;
  });
}

const throttle = other((gpu, cell) => {
  gpu.throttleReasons = throttleCell(cell);
  return true;
});

const index = other((gpu, cell) => {
  if (missingToken(cell)) return true;
  if (!/^\d{1,4}$/.test(cell)) return false;
  gpu.index = Number(cell);
  return true;
});

const uuid = other((gpu, cell) => {
  if (missingToken(cell)) return true;
  if (!/^(GPU|MIG)-[\w./-]+$/.test(cell)) return false;
  gpu.uuid = interned(cell);
  return true;
});

const busId = other((gpu, cell) => {
  if (missingToken(cell)) return true;
  gpu.busId = normalizeBusId(cell);
  return gpu.busId !== null;
});

const name = other((gpu, cell) => {
  if (!missingToken(cell)) gpu.name = interned(cell);
  return true;
});

const columns: ReadonlyMap<string, Column> = new Map<string, Column>([
  ["index", index],
  ["uuid", uuid],
  ["gpu_uuid", uuid],
  ["pci.bus_id", busId],
  ["gpu_bus_id", busId],
  ["name", name],
  ["gpu_name", name],
  ["pstate", word("performanceState")],
  ["utilization.gpu", ratio("utilizationGpuRatio")],
  ["utilization.memory", ratio("utilizationMemoryRatio")],
  ["utilization.encoder", ratio("encoderRatio")],
  ["utilization.decoder", ratio("decoderRatio")],
  ["memory.total", quantity("memoryTotalBytes", mebibyte)],
  ["memory.used", quantity("memoryUsedBytes", mebibyte)],
  ["memory.free", quantity("memoryFreeBytes", mebibyte)],
  ["memory.reserved", quantity("memoryReservedBytes", mebibyte)],
  ["temperature.gpu", quantity("temperatureCelsius")],
  ["temperature.memory", quantity("memoryTemperatureCelsius")],
  ["temperature.gpu.tlimit", quantity("temperatureMarginCelsius")],
  ["power.draw", quantity("powerDrawWatts")],
  ["enforced.power.limit", quantity("powerLimitWatts")],
  ["clocks.current.sm", quantity("smClockHertz", megahertz)],
  ["clocks.current.memory", quantity("memoryClockHertz", megahertz)],
  ["fan.speed", ratio("fanRatio")],
  ["clocks_throttle_reasons.active", throttle],
  ["clocks_event_reasons.active", throttle],
  ["ecc.errors.corrected.volatile.total", quantity("eccCorrectedVolatile")],
  ["ecc.errors.uncorrected.volatile.total", quantity("eccUncorrectedVolatile")],
  ["ecc.errors.uncorrected.aggregate.total", quantity("eccUncorrectedAggregate")],
  ["remapped_rows.correctable", quantity("remappedRowsCorrectable")],
  ["remapped_rows.uncorrectable", quantity("remappedRowsUncorrectable")],
  ["remapped_rows.pending", flag("remapPending")],
  ["remapped_rows.failure", flag("remapFailure")],
  ["retired_pages.pending", flag("retiredPagesPending")],
  ["gpu_recovery_action", word("recoveryAction")],
  ["pcie.link.gen.gpucurrent", quantity("pcieGeneration")],
  ["pcie.link.gen.current", quantity("pcieGeneration")],
  ["pcie.link.width.current", quantity("pcieWidth")],
  ["mig.mode.current", flag("migEnabled")],
  ["persistence_mode", flag("persistenceMode")],
  ["compute_mode", word("computeMode")],
]);

const ignored = other(() => true);

/** A query's columns, in order; a field the GPU model has no place for is read over. */
export function columnsOf(fields: readonly string[]): readonly Column[] {
  return fields.map((field) => columns.get(field) ?? ignored);
}
