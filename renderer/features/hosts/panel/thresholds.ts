import { isMissing } from "../../../../shared/domain/gpu/model.ts";
import type { Threshold } from "../../../charts/overlays.ts";
import type { GpuRow } from "./gpuRows.ts";

const none: readonly Threshold[] = [];

/** The lowest power limit of the GPUs: the first that a line can touch. */
export function powerThresholds(rows: readonly GpuRow[]): readonly Threshold[] {
  const limits = rows.flatMap(({ gpu: { powerLimitWatts: limit } }) => (isMissing(limit) ? [] : [limit]));
  if (limits.length === 0) return none;
  const value = Math.min(...limits);
  return [{ value, label: `limit ${Math.round(value)}`, severity: "neutral" }];
}

/** Where the first GPU starts to slow down: the driver's threshold, else the margin that newer drivers report instead. */
export function temperatureThresholds(rows: readonly GpuRow[], slowdownCelsius: number | null): readonly Threshold[] {
  const fromMargins = rows.flatMap(({ gpu: { temperatureCelsius: now, temperatureMarginCelsius: margin } }) =>
    isMissing(now) || isMissing(margin) ? [] : [now + margin],
  );
  const slowdowns = slowdownCelsius === null ? fromMargins : [slowdownCelsius];
  if (slowdowns.length === 0) return none;
  const value = Math.min(...slowdowns);
  return [{ value, label: `slowdown ${Math.round(value)}`, severity: "warning" }];
}
