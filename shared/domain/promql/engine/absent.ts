import { metricNameLabel } from "../../metrics/labels.ts";
import { type Expr, unwrapped } from "../ast.ts";
import type { CallArguments, VectorFunction } from "./callArguments.ts";
import { LabelSet } from "./labelSet.ts";
import { type Column, isEmpty, newColumn } from "./vector.ts";

/** 1 at each step at which nothing is there. */
export const absentFunctions: Readonly<Record<string, VectorFunction>> = {
  absent(args) {
    const column = ones(args);
    for (const { present } of args.vector(0)) {
      for (let step = 0; step < present.length; step++) if (present[step] === 1) column.present[step] = 0;
    }
    return isEmpty(column) ? [] : [column];
  },
  absent_over_time(args) {
    const column = ones(args);
    for (const { windows } of args.range(0).series) {
      const { from, to } = windows;
      for (let step = 0; step < from.length; step++) if ((to[step] ?? 0) > (from[step] ?? 0)) column.present[step] = 0;
    }
    return isEmpty(column) ? [] : [column];
  },
};

function ones({ call, evaluation }: CallArguments): Column {
  const [arg] = call.args;
  const column = newColumn(arg ? knownLabels(arg) : LabelSet.empty, false, evaluation.steps.count);
  column.values.fill(1);
  column.present.fill(1);
  return column;
}

/** The labels that a selector fixes to one value; those it names again are not known. */
function knownLabels(arg: Expr): LabelSet {
  const expr = unwrapped(arg);
  const selector = expr.kind === "range" ? expr.selector : expr;
  if (selector.kind !== "selector") return LabelSet.empty;
  const labels = new Map<string, string>();
  for (const { name, operator, value } of selector.matchers) {
    if (name === metricNameLabel) continue;
    labels.set(name, operator === "=" && !labels.has(name) ? value : "");
  }
  return LabelSet.of(Object.fromEntries(labels));
}
