import type { Unit } from "../format/units.ts";

const leastByUnit: Readonly<Partial<Record<Unit, number>>> = {
  none: 1,
  seconds: 0.02,
  ratio: 0.02,
  perSecond: 0.1,
  bytes: 64 * 2 ** 20,
  bytesPerSecond: 2 ** 20,
  celsius: 3,
  watts: 20,
};

/** A change of less than that, in the base unit, is nobody's business; 0 where nothing is known of the unit. */
export function leastChangeOf(unit: Unit): number {
  return leastByUnit[unit] ?? 0;
}
