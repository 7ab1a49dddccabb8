import { compareText } from "../../metrics/labels.ts";
import type { CallArguments, VectorFunction } from "./callArguments.ts";
import { LabelSet } from "./labelSet.ts";
import type { Column } from "./vector.ts";

/** They order an instant answer; over a range the order is that of labels, and a warning says so. */
export const sortFunctions: Readonly<Record<string, VectorFunction>> = {
  sort: (args) => byValue(args, 1),
  sort_desc: (args) => byValue(args, -1),
  sort_by_label: (args) => byLabels(args, 1),
  sort_by_label_desc: (args) => byLabels(args, -1),
};

function byValue(args: CallArguments, direction: 1 | -1): readonly Column[] {
  return sorted(args, (a, b) => {
    const [first, second] = [a.values[0] ?? 0, b.values[0] ?? 0];
    // NaN comes last both ways.
    if (Number.isNaN(first) || Number.isNaN(second)) return Number(Number.isNaN(first)) - Number(Number.isNaN(second));
    return direction * (first - second || 0);
  });
}

function byLabels(args: CallArguments, direction: 1 | -1): readonly Column[] {
  const names = args.call.args.slice(1).map((_, i) => args.text(1 + i));
  return sorted(args, (a, b) => {
    for (const name of names) {
      const order = compareNaturally(a.labels.get(name), b.labels.get(name));
      if (order !== 0) return direction * order;
    }
    return direction * LabelSet.compare(a.labels, b.labels);
  });
}

function sorted({ call, evaluation, vector }: CallArguments, order: (a: Column, b: Column) => number) {
  const { query } = evaluation;
  if (query.startMs !== query.endMs) {
    query.annotations.warn(
      `${call.name} is ineffective for range queries since results are always ordered by labels`,
      call.span,
    );
    return vector(0);
  }
  return evaluation.steps.count === 1 ? [...vector(0)].sort(order) : vector(0);
}

const run = /\d+|\D+/g;

/** Runs of digits compare as numbers: `gpu2` comes before `gpu10`. */
function compareNaturally(a: string, b: string): number {
  const [first, second] = [a.match(run) ?? [], b.match(run) ?? []];
  for (let i = 0; i < Math.min(first.length, second.length); i++) {
    const [x = "", y = ""] = [first[i], second[i]];
    const numeric = /^\d/.test(x) && /^\d/.test(y);
    const order = (numeric ? compareDigits(x, y) : 0) || compareText(x, y);
    if (order !== 0) return order;
  }
  return first.length - second.length;
}

function compareDigits(a: string, b: string): number {
  const [x, y] = [a.replace(/^0+/, ""), b.replace(/^0+/, "")];
  return x.length - y.length || compareText(x, y);
}
