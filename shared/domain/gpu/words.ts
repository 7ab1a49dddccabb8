import type { MissingReason } from "./model.ts";

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

const stateWords = {
  lost: "Lost, it fell off the bus",
  requiresReset: "Requires a reset",
  unreadable: "Cannot be read",
  absent: "Not listed any more",
} as const;

/** What is the matter with a GPU that is not `ok`; stands by itself. */
export function gpuStateWords(state: keyof typeof stateWords): string {
  return stateWords[state];
}
