import type { Unit } from "../format/units.ts";

const declared: Readonly<Record<string, Unit>> = {
  seconds: "seconds",
  bytes: "bytes",
  ratio: "ratio",
  ratios: "ratio",
  bytes_per_second: "bytesPerSecond",
  watts: "watts",
  joules: "joules",
  volts: "volts",
  amperes: "amperes",
  celsius: "celsius",
  hertz: "hertz",
  meters: "meters",
  grams: "grams",
  timestamp: "timestamp",
};

/** The unit that a target declares for a metric (`# UNIT`), or null for one that is not known here. */
export function declaredUnit(text: string): Unit | null {
  return declared[text] ?? null;
}
