import type { CallArguments, VectorFunction } from "./callArguments.ts";
import { type Evaluation, stepTimeMs } from "./context.ts";
import { LabelSet } from "./labelSet.ts";
import { type Column, newColumn } from "./vector.ts";

const dayMs = 86_400_000;

/** Parts of the date, in UTC. */
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
        values: column.values.map((seconds) => part(new Date(Math.trunc(seconds) * 1000))),
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
