import type { CallArguments } from "./callArguments.ts";
import { stepSeconds } from "./timeFunctions.ts";

/** Functions that answer a number a step. */
export const scalarFunctions: Readonly<Record<string, (args: CallArguments) => Float64Array>> = {
  scalar: onlyValue,
  time: ({ evaluation }) => stepSeconds(evaluation),
  pi: (args) => constant(args, Math.PI),
  start: (args) => constant(args, args.evaluation.query.startMs / 1000),
  end: (args) => constant(args, args.evaluation.query.endMs / 1000),
  range: (args) => constant(args, (args.evaluation.query.endMs - args.evaluation.query.startMs) / 1000),
  step: (args) => constant(args, args.evaluation.query.stepMs / 1000),
  max_of: (args) => pairwise(args, Math.max),
  min_of: (args) => pairwise(args, Math.min),
};

function constant({ evaluation }: CallArguments, value: number): Float64Array {
  return new Float64Array(evaluation.steps.count).fill(value);
}

function pairwise(args: CallArguments, compute: (a: number, b: number) => number): Float64Array {
  const second = args.scalar(1);
  return args.scalar(0).map((value, step) => compute(value, second[step] ?? Number.NaN));
}

/** At each step the value of the only series there, NaN when there is none or more than one. */
function onlyValue(args: CallArguments): Float64Array {
  const { count } = args.evaluation.steps;
  const values = new Float64Array(count).fill(Number.NaN);
  const found = new Uint8Array(count);
  for (const column of args.vector(0)) {
    for (let step = 0; step < count; step++) {
      if (column.present[step] === 0) continue;
      values[step] = found[step] === 0 ? (column.values[step] ?? 0) : Number.NaN;
      found[step] = 1;
    }
  }
  return values;
}
