import type { CallArguments, VectorFunction } from "./callArguments.ts";
import { type Evaluation, stepTimeMs } from "./context.ts";
import { LabelSet } from "./labelSet.ts";
import { type Column, newColumn } from "./vector.ts";

const dayMs = 86_400_000;
/** After 400 years the calendar repeats, weekdays included. */
const cycleYears = 400;
const cycleSeconds = 146_097 * 86_400;

/** Parts of the date, in UTC; the year is that of the cycle. */
const parts: Readonly<Record<string, (date: Date) => number>> = {
  year: (date) => date.getUTCFullYear(),
  month: (date) => date.getUTCMonth() + 1,
  day_of_month: (date) => date.getUTCDate(),
  day_of_week: (date) => date.getUTCDay(),
  day_of_year: (date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / dayMs) + 1,
  days_in_month: (date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate(),
  hour: (date) => date.getUTCHours(),
  minute: (date) => date.getUTCMinutes(),
};

/** Without an argument they speak of the step itself. */
export const timeFunctions: Readonly<Record<string, VectorFunction>> = Object.fromEntries(
  Object.entries(parts).map(([name, part]) => [
    name,
    (args: CallArguments): readonly Column[] => {
      const columns = args.call.args.length === 0 ? [ofScalar(stepSeconds(args.evaluation))] : args.vector(0);
      return columns.map((column) => ({
        ...column,
        dropName: true,
        values: column.values.map((seconds) => {
          // Within one cycle: a Date holds some 270,000 years, a sample any number.
          const whole = Math.trunc(seconds);
          const cycles = Math.floor(whole / cycleSeconds);
          const value = part(new Date((whole - cycles * cycleSeconds) * 1000));
          return name === "year" ? value + cycles * cycleYears : value;
        }),
      }));
    },
  ]),
);

/** The time of each step, as a Unix time. */
export function stepSeconds({ steps }: Evaluation): Float64Array {
  return Float64Array.from({ length: steps.count }, (_, step) => stepTimeMs(steps, step) / 1000);
}

/** `vector()`. */
export function ofScalar(values: Float64Array): Column {
  const column = newColumn(LabelSet.empty, false, values.length);
  column.values.set(values);
  column.present.fill(1);
  return column;
}
