import { oncePer } from "../../base/oncePer.ts";
import { missingFor, missingToken } from "./cells.ts";
import type { Reading, ThrottleReason } from "./model.ts";

/** NVML's bits of `clocks_throttle_reasons.active` (since driver 535 also `clocks_event_reasons.active`). */
const throttleBits: Readonly<Record<ThrottleReason, number>> = {
  gpuIdle: 0x1,
  applicationClocks: 0x2,
  swPowerCap: 0x4,
  hwSlowdown: 0x8,
  syncBoost: 0x10,
  swThermal: 0x20,
  hwThermal: 0x40,
  hwPowerBrake: 0x80,
  displayClocks: 0x100,
};

const reasonNames = Object.keys(throttleBits) as ThrottleReason[];
const decoded = new Map<number, ThrottleReason[]>();
const knownBits = 0x1ff;

/** The reasons in a bitmask, lowest bit first; bits without a meaning yet are left out. The array is shared: do not change it. */
export function throttleReasonsOf(mask: number): ThrottleReason[] {
  const known = mask & knownBits;
  const seen = decoded.get(known);
  if (seen) return seen;
  const reasons = reasonNames.filter((name) => (known & throttleBits[name]) !== 0);
  decoded.set(known, reasons);
  return reasons;
}

/** The bitmask of a list of reasons. */
export const throttleMaskOf = oncePer((reasons: readonly ThrottleReason[]): number =>
  reasons.reduce((mask, reason) => mask | throttleBits[reason], 0),
);

/** A cell such as `0x0000000000000004`. */
export function throttleCell(cell: string): Reading<ThrottleReason[]> {
  const token = missingToken(cell);
  if (token) return token;
  // All meaningful bits are in the low word; the full 64 bits do not fit a number.
  return /^0x[0-9a-fA-F]{1,16}$/.test(cell)
    ? throttleReasonsOf(Number.parseInt(cell.slice(2).slice(-8), 16))
    : missingFor.unknownError;
}

/** What a set of reasons means to a person. `none` and `normal` are no problem. */
export interface ThrottleVerdict {
  readonly kind: "none" | "normal" | "problem";
  /** `thermal`, `power limit`, `power brake: PSU or rack`; empty for `none`. */
  readonly words: string;
}

/**
 * Thermal and power-brake slowdowns and an unexplained hardware slowdown are problems. Running at the power limit, at
 * clocks somebody set, boosted in step with a peer, or idle is how the GPU is meant to work.
 */
export const throttleVerdict = oncePer((reasons: readonly ThrottleReason[]): ThrottleVerdict => {
  const has = (reason: ThrottleReason) => reasons.includes(reason);
  const problems: string[] = [];
  if (has("hwThermal") || has("swThermal")) problems.push("thermal");
  if (has("hwPowerBrake")) problems.push("power brake: PSU or rack");
  // The bit flashes for a moment when an idle GPU changes its performance state.
  if (has("hwSlowdown") && problems.length === 0 && !has("gpuIdle")) problems.push("hardware slowdown, cause unknown");
  if (problems.length > 0) return { kind: "problem", words: problems.join(", ") };

  const normal: string[] = [];
  if (has("swPowerCap")) normal.push("power limit");
  if (has("applicationClocks")) normal.push("application clocks");
  if (has("syncBoost")) normal.push("sync boost");
  if (has("displayClocks")) normal.push("display clocks");
  if (has("gpuIdle")) normal.push("idle");
  return normal.length > 0 ? { kind: "normal", words: normal.join(", ") } : { kind: "none", words: "" };
});
