import type { CallArguments, VectorFunction } from "./callArguments.ts";
import type { Column } from "./vector.ts";

function mapped(compute: (value: number) => number): VectorFunction {
  return (args) => args.vector(0).map((column) => mapColumn(column, compute));
}

function mapColumn(column: Column, compute: (value: number, step: number) => number): Column {
  return { ...column, dropName: true, values: column.values.map(compute) };
}

/** Functions of each value by itself; they drop the metric name. */
export const mathFunctions: Readonly<Record<string, VectorFunction>> = {
  abs: mapped(Math.abs),
  ceil: mapped(Math.ceil),
  floor: mapped(Math.floor),
  exp: mapped(Math.exp),
  ln: mapped(Math.log),
  log2: mapped(Math.log2),
  log10: mapped(Math.log10),
  sqrt: mapped(Math.sqrt),
  sgn: mapped((value) => (value > 0 ? 1 : value < 0 ? -1 : value)),
  sin: mapped(Math.sin),
  cos: mapped(Math.cos),
  tan: mapped(Math.tan),
  asin: mapped(Math.asin),
  acos: mapped(Math.acos),
  atan: mapped(Math.atan),
  sinh: mapped(Math.sinh),
  cosh: mapped(Math.cosh),
  tanh: mapped(Math.tanh),
  asinh: mapped(Math.asinh),
  acosh: mapped(Math.acosh),
  atanh: mapped(Math.atanh),
  rad: mapped((value) => (value * Math.PI) / 180),
  deg: mapped((value) => (value * 180) / Math.PI),
  round,
  clamp: (args) => clamp(args, args.scalar(1), args.scalar(2)),
  clamp_min: (args) => clamp(args, args.scalar(1), null),
  clamp_max: (args) => clamp(args, null, args.scalar(1)),
};

/** To the nearest multiple, halves up. Dividing by the inverse keeps 0.1 and its like exact. */
function round(args: CallArguments): readonly Column[] {
  const nearest = args.call.args.length > 1 ? args.scalar(1) : null;
  return args.vector(0).map((column) =>
    mapColumn(column, (value, step) => {
      const inverse = 1 / (nearest?.[step] ?? 1);
      return Math.floor(value * inverse + 0.5) / inverse;
    }),
  );
}

function clamp(args: CallArguments, min: Float64Array | null, max: Float64Array | null): readonly Column[] {
  return args.vector(0).map((column) => {
    const clamped = mapColumn(column, (value, step) =>
      // Math.min and max answer NaN when a bound is NaN, as clamp does.
      Math.max(min?.[step] ?? Number.NEGATIVE_INFINITY, Math.min(max?.[step] ?? Number.POSITIVE_INFINITY, value)),
    );
    if (min === null || max === null) return clamped;
    // Between bounds that have changed places there is nothing.
    const present = column.present.map((here, step) => ((min[step] ?? 0) > (max[step] ?? 0) ? 0 : here));
    return { ...clamped, present };
  });
}
