import { MidwatchError } from "../../../base/errors.ts";
import type { CallArguments, VectorFunction } from "./callArguments.ts";
import { addCompensated } from "./compensatedSum.ts";
import { stepTimeMs } from "./context.ts";
import { mapRange, reduceWindows } from "./rangeFunction.ts";
import type { Column } from "./vector.ts";

/** Functions that lay a line, or a smoothed one, through each window. */
export const regressionFunctions: Readonly<Record<string, VectorFunction>> = {
  deriv: (args) =>
    mapRange(
      args,
      args.range(0),
      reduceWindows((timesMs, values, from, to) => fitLine(timesMs, values, from, to, timesMs[from] ?? 0).slope, 2),
    ),
  predict_linear(args) {
    const seconds = args.scalar(1);
    const { steps } = args.evaluation;
    return mapRange(
      args,
      args.range(0),
      reduceWindows((timesMs, values, from, to, step) => {
        const { slope, intercept } = fitLine(timesMs, values, from, to, stepTimeMs(steps, step));
        return slope * (seconds[step] ?? Number.NaN) + intercept;
      }, 2),
    );
  },
  double_exponential_smoothing: smooth,
};

/** Least squares; `intercept` is the line's value at `originMs`, `slope` is per second. */
function fitLine(timesMs: Float64Array, values: Float64Array, from: number, to: number, originMs: number) {
  const first = values[from] ?? 0;
  let isConstant = true;
  // Sums of x, y, xy and xx.
  const sums = new Float64Array(4);
  const lost = new Float64Array(4);
  for (let i = from; i < to; i++) {
    const x = ((timesMs[i] ?? 0) - originMs) / 1000;
    const y = values[i] ?? 0;
    if (y !== first) isConstant = false;
    addCompensated(sums, lost, 0, x);
    addCompensated(sums, lost, 1, y);
    addCompensated(sums, lost, 2, x * y);
    addCompensated(sums, lost, 3, x * x);
  }
  if (isConstant)
    return Number.isFinite(first) ? { slope: 0, intercept: first } : { slope: Number.NaN, intercept: Number.NaN };
  const [x = 0, y = 0, xy = 0, xx = 0] = sums.map((sum, i) => sum + (lost[i] ?? 0));
  const count = to - from;
  const slope = (xy - (x * y) / count) / (xx - (x * x) / count);
  return { slope, intercept: y / count - (slope * x) / count };
}

/** Holt's linear method: a smoothed level and a smoothed trend. */
function smooth(args: CallArguments): readonly Column[] {
  const levels = args.scalar(1);
  const trends = args.scalar(2);
  checkFactor(levels, "smoothing", args);
  checkFactor(trends, "trend", args);
  return mapRange(
    args,
    args.range(0),
    reduceWindows((_times, values, from, to, step) => {
      const alpha = levels[step] ?? 0;
      const beta = trends[step] ?? 0;
      let before = 0;
      let level = values[from] ?? 0;
      let trend = (values[from + 1] ?? 0) - level;
      for (let i = from + 1; i < to; i++) {
        if (i > from + 1) trend = beta * (level - before) + (1 - beta) * trend;
        const next = alpha * (values[i] ?? 0) + (1 - alpha) * (level + trend);
        before = level;
        level = next;
      }
      return level;
    }, 2),
  );
}

function checkFactor(factors: Float64Array, name: string, { call }: CallArguments): void {
  const wrong = factors.find((factor) => !(factor > 0 && factor < 1));
  if (wrong === undefined) return;
  const short = name === "smoothing" ? "sf" : "tf";
  throw new MidwatchError("BAD_QUERY", `invalid ${name} factor. Expected: 0 < ${short} < 1, got: ${wrong.toFixed(6)}`, {
    detail: { position: call.span },
  });
}
