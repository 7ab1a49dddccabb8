import type { ThrottleReason } from "../../../../shared/domain/gpu/model.ts";
import { throttleVerdict } from "../../../../shared/domain/gpu/throttle.ts";

const shortReasons: Readonly<Record<ThrottleReason, string>> = {
  gpuIdle: "Idle",
  applicationClocks: "App clocks",
  swPowerCap: "SW power cap",
  hwSlowdown: "HW slowdown",
  syncBoost: "Sync boost",
  swThermal: "SW thermal",
  hwThermal: "HW thermal",
  hwPowerBrake: "Power brake",
  displayClocks: "Display clocks",
};

/** Gravest first; the driver sets `hwSlowdown` beside the reason that explains it. */
const order: readonly ThrottleReason[] = [
  "hwThermal",
  "hwPowerBrake",
  "hwSlowdown",
  "swThermal",
  "swPowerCap",
  "syncBoost",
  "applicationClocks",
  "displayClocks",
  "gpuIdle",
];

export interface ThrottleWords {
  readonly kind: "none" | "normal" | "problem";
  /** Fits a table cell. */
  readonly short: string;
  /** All of it, for the tooltip. */
  readonly full: string;
}

export function throttleWords(reasons: readonly ThrottleReason[]): ThrottleWords {
  const verdict = throttleVerdict(reasons);
  const gravest = order.find((reason) => reasons.includes(reason));
  const onlyIdle = reasons.length > 0 && reasons.every((reason) => reason === "gpuIdle");
  return {
    kind: onlyIdle ? "none" : verdict.kind,
    short: gravest ? shortReasons[gravest] : "None",
    full: order
      .filter((reason) => reasons.includes(reason))
      .map((reason) => shortReasons[reason])
      .join(", "),
  };
}

/** `0-3`, `0,2,5-7`. */
export function indexRanges(indexes: readonly number[]): string {
  const sorted = [...new Set(indexes)].sort((a, b) => a - b);
  const ranges: { from: number; to: number }[] = [];
  for (const index of sorted) {
    const last = ranges.at(-1);
    if (last && last.to === index - 1) last.to = index;
    else ranges.push({ from: index, to: index });
  }
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(",");
}
