import type { MissingReason, ThrottleReason } from "../../../../shared/domain/gpu/model.ts";
import { throttleVerdict } from "../../../../shared/domain/gpu/throttle.ts";

/** Why a cell has no figure. */
export const missingWords: Readonly<Record<MissingReason, string>> = {
  notAvailable: "nvidia-smi reports that this is not available",
  notSupported: "This GPU does not support it",
  unknownError: "The driver answered with an unknown error",
  insufficientPermissions: "This user may not read it",
  gpuLost: "The GPU is lost",
  requiresReset: "The GPU requires a reset",
  deprecated: "The driver no longer reports it",
  functionNotFound: "The driver does not know this reading",
  empty: "nvidia-smi left it empty",
  notAsked: "This driver's nvidia-smi has no such field",
};

/** What stands in the cell: never a figure, and short enough for the narrowest column (42 px). */
export const missingShort: Readonly<Record<MissingReason, string>> = {
  notAvailable: "none",
  notSupported: "none",
  unknownError: "error",
  insufficientPermissions: "denied",
  gpuLost: "lost",
  requiresReset: "reset",
  deprecated: "retired",
  functionNotFound: "none",
  empty: "none",
  notAsked: "none",
};

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

const stateWords = {
  lost: "lost, it fell off the bus",
  requiresReset: "requires a reset",
  unreadable: "cannot be read",
  absent: "not listed any more",
} as const;

/** A GPU that is not `ok`, as the end of "GPU 5 ...". */
export function gpuStateWords(state: keyof typeof stateWords): string {
  return stateWords[state];
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
