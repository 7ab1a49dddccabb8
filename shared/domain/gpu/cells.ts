import { interned } from "../../base/interned.ts";
import type { Missing, MissingReason, Reading } from "./model.ts";

/** One shared object per reason: a fleet has thousands of missing cells a second. */
export const missingFor: Readonly<Record<MissingReason, Missing>> = {
  notAvailable: { missing: "notAvailable" },
  notSupported: { missing: "notSupported" },
  unknownError: { missing: "unknownError" },
  insufficientPermissions: { missing: "insufficientPermissions" },
  gpuLost: { missing: "gpuLost" },
  requiresReset: { missing: "requiresReset" },
  deprecated: { missing: "deprecated" },
  functionNotFound: { missing: "functionNotFound" },
  empty: { missing: "empty" },
  notAsked: { missing: "notAsked" },
};

/** What nvidia-smi writes where a value should be, lower case and without brackets. */
const tokens: ReadonlyMap<string, Missing> = new Map([
  ["", missingFor.empty],
  ["n/a", missingFor.notAvailable],
  ["-", missingFor.notAvailable],
  ["not supported", missingFor.notSupported],
  ["unknown error", missingFor.unknownError],
  ["err!", missingFor.unknownError],
  ["insufficient permissions", missingFor.insufficientPermissions],
  ["gpu is lost", missingFor.gpuLost],
  ["gpu requires reset", missingFor.requiresReset],
  ["requested functionality has been deprecated", missingFor.deprecated],
  ["function not found", missingFor.functionNotFound],
  ["not found", missingFor.functionNotFound],
]);

/**
 * The reason when `cell` (trimmed) is one of nvidia-smi's tokens, else null. A token in brackets that is not known
 * counts as not available: brackets never hold a value.
 */
export function missingToken(cell: string): Missing | null {
  const first = cell.charCodeAt(0);
  if (first >= 48 && first <= 57) return null;
  const bracketed = first === 91 && cell.endsWith("]");
  const token = tokens.get((bracketed ? cell.slice(1, -1) : cell).trim().toLowerCase());
  if (token) return token;
  return bracketed ? missingFor.notAvailable : null;
}

/** Multipliers of unit suffixes, to bytes, watts, hertz, seconds, percent, Celsius and lanes. */
const unitFactors: ReadonlyMap<string, number> = new Map([
  ["KiB", 2 ** 10],
  ["MiB", 2 ** 20],
  ["GiB", 2 ** 30],
  ["mW", 1e-3],
  ["W", 1],
  ["MHz", 1e6],
  ["us", 1e-6],
  ["%", 1],
  ["C", 1],
  ["x", 1],
]);

/** A cell (trimmed) as a number in base units: its own unit when it shows one, else times `factor`. */
export function numberCell(cell: string, factor: number): Reading<number> {
  const token = missingToken(cell);
  if (token) return token;
  // Number("") is 0, but an empty cell is a token and went out above.
  const bare = Number(cell);
  if (Number.isFinite(bare)) return bare * factor;
  const unitAt = cell.search(/[A-Za-z%]/);
  if (unitAt <= 0) return missingFor.unknownError;
  const value = Number(cell.slice(0, unitAt));
  const unit = unitFactors.get(cell.slice(unitAt).trim());
  return unit !== undefined && Number.isFinite(value) ? value * unit : missingFor.unknownError;
}

/** A percentage as 0..1. Dividing keeps 35 % at 0.35 exactly; multiplying by 0.01 does not. */
export function ratioCell(cell: string): Reading<number> {
  const percent = numberCell(cell, 1);
  return typeof percent === "number" ? percent / 100 : percent;
}

const flags: ReadonlyMap<string, boolean> = new Map([
  ["enabled", true],
  ["yes", true],
  ["on", true],
  ["active", true],
  ["disabled", false],
  ["no", false],
  ["off", false],
  ["not active", false],
]);

/** `Enabled`, `Yes`, `Active` and their opposites. */
export function flagCell(cell: string): Reading<boolean> {
  const token = missingToken(cell);
  if (token) return token;
  return flags.get(cell.toLowerCase()) ?? missingFor.unknownError;
}

/** Any word that is not a token. */
export function textCell(cell: string): Reading<string> {
  return missingToken(cell) ?? interned(cell);
}
