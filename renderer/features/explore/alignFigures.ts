import { displayUnit, formatValue, type Unit } from "../../../shared/domain/format/units.ts";
import { formatNumber } from "../../ui/format.ts";

/** From there on a figure in the largest unit is longer than its column. */
const mostInUnit = 1e6;
/** Counts below are written out. */
const mostWritten = 1e5;

export interface AlignedFigures {
  /** What all of them are in, such as `ms`; empty where each says it of itself. */
  readonly unitText: string;
  readonly text: (value: number) => string;
}

/**
 * Figures that stand below each other: one unit and as many decimals for all of them, by the largest. What is not zero
 * never reads as zero. Times of day, durations from minutes up and large counts have each its own, as on an axis.
 */
export function alignFigures(values: readonly number[], unit: Unit): AlignedFigures {
  if (unit === "timestamp") return { unitText: "", text: (value) => formatValue(value, unit) };
  const largest = Math.max(0, ...values.filter(Number.isFinite).map(Math.abs));
  const display = displayUnit(unit, largest);
  if (largest / display.size >= mostInUnit) return { unitText: displayUnit(unit, 1).text, text: exponential };
  const isDuration = unit === "seconds" && display.size >= 60;
  if (isDuration || (unit === "none" && largest >= mostWritten))
    return { unitText: "", text: (value) => formatValue(value, unit) };
  const { text: unitText, size } = unit === "none" ? displayUnit(unit, 1) : display;
  const decimals = decimalsFor(largest / size, unit === "none" && values.every(isWhole));
  const least = 10 ** -decimals;
  return {
    unitText,
    text(value) {
      if (!Number.isFinite(value)) return formatValue(value, unit);
      const shown = value / size;
      if (shown !== 0 && Math.abs(shown) < least / 2)
        return shown < 0 ? `>${formatNumber(-least, decimals)}` : `<${formatNumber(least, decimals)}`;
      return formatNumber(shown, decimals);
    },
  };
}

function exponential(value: number): string {
  return value !== 0 && Number.isFinite(value) ? value.toExponential(2) : formatValue(value, "none");
}

/** Three digits that count, of the largest. */
function decimalsFor(largest: number, areWhole: boolean): number {
  if (largest === 0 || (areWhole && largest < 1000)) return 0;
  return Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(largest))));
}

function isWhole(value: number): boolean {
  return !Number.isFinite(value) || Number.isInteger(value);
}
