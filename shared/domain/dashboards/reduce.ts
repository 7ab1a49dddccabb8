import { lookUp } from "./json.ts";

/** One figure of many values, by Grafana's name of the calculation; null when there is none. NaN counts as no sample. */
export function reduceValues(values: ArrayLike<number>, calc: string): number | null {
  const known: number[] = [];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN;
    if (!Number.isNaN(value)) known.push(value);
  }
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined) return calc === "count" || calc === "changeCount" ? 0 : null;
  switch (calc) {
    case "first":
    case "firstNotNull":
      return first;
    case "min":
      return known.reduce((a, b) => Math.min(a, b));
    case "max":
      return known.reduce((a, b) => Math.max(a, b));
    case "sum":
      return sum(known);
    case "mean":
    case "avg":
      return sum(known) / known.length;
    case "median":
      return quantile(known, 0.5);
    case "count":
      return known.length;
    case "range":
      return known.reduce((a, b) => Math.max(a, b)) - known.reduce((a, b) => Math.min(a, b));
    case "diff":
      return last - first;
    case "diffperc":
      return first === 0 ? null : (last - first) / first;
    case "delta":
      return increase(known);
    case "step":
      return known.length < 2
        ? null
        : known
            .slice(1)
            .reduce((least, value, i) => Math.min(least, value - (known[i] ?? 0)), Number.POSITIVE_INFINITY);
    case "stdDev":
      return Math.sqrt(variance(known));
    case "variance":
      return variance(known);
    case "logmin":
      return known
        .filter((value) => value > 0)
        .reduce<number | null>((a, b) => (a === null ? b : Math.min(a, b)), null);
    case "changeCount":
      return known.slice(1).filter((value, i) => value !== known[i]).length;
    case "distinctCount":
    case "uniqueValues":
      return new Set(known).size;
    default: {
      const percentile = /^p(\d+(?:\.\d+)?)$/.exec(calc)?.[1];
      return percentile === undefined ? last : quantile(known, Math.min(1, Number(percentile) / 100));
    }
  }
}

const titles: Readonly<Record<string, string>> = {
  lastNotNull: "Last",
  last: "Last",
  first: "First",
  firstNotNull: "First",
  mean: "Mean",
  avg: "Mean",
  min: "Min",
  max: "Max",
  sum: "Total",
  stdDev: "Std deviation",
  diff: "Difference",
  diffperc: "Difference %",
  delta: "Increase",
};

/** The heading of a column of reduced values. */
export function calcTitle(calc: string): string {
  return lookUp(titles, calc) ?? `${calc.slice(0, 1).toUpperCase()}${calc.slice(1)}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function variance(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  return values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length;
}

/** Resets of a counter count from zero. */
function increase(values: readonly number[]): number {
  return values.slice(1).reduce((total, value, i) => {
    const before = values[i] ?? 0;
    return total + (value < before ? value : value - before);
  }, 0);
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}
