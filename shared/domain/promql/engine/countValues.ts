import { MidwatchError } from "../../../base/errors.ts";
import type { Aggregation } from "../ast.ts";
import { checkCells, type Evaluation } from "./context.ts";
import { groupLabels } from "./grouping.ts";
import { isLabelName } from "./labelFunctions.ts";
import type { LabelSet } from "./labelSet.ts";
import { plainNumber } from "./numberText.ts";
import { type Column, newColumn } from "./vector.ts";

/** How many series of a group have each value; the value becomes the label `label`, in place of one of that name. */
export function countValues(
  columns: readonly Column[],
  label: string,
  node: Aggregation,
  evaluation: Evaluation,
): readonly Column[] {
  if (!isLabelName(label)) {
    throw new MidwatchError("BAD_QUERY", `invalid label name ${JSON.stringify(label)}`, {
      detail: { position: node.parameter?.span ?? node.span },
    });
  }
  const labelsOf = groupLabels(node.without ? node : { ...node, labels: [...node.labels, label] });
  const results = new Map<string, Column>();
  const resultFor = (own: LabelSet, value: number, dropName: boolean): Column => {
    const labels = labelsOf(own.with(label, plainNumber(value)));
    const known = results.get(labels.key);
    if (known) return known;
    const column = newColumn(labels, dropName, evaluation.steps.count);
    results.set(labels.key, column);
    checkCells(evaluation, results.size, node.span);
    return column;
  };
  for (const { labels, dropName, values, present } of columns) {
    const byValue = new Map<number, Column>();
    for (let step = 0; step < values.length; step++) {
      if (present[step] === 0) continue;
      const value = values[step] ?? 0;
      const result = byValue.get(value) ?? resultFor(labels, value, dropName);
      byValue.set(value, result);
      result.values[step] = (result.values[step] ?? 0) + 1;
      result.present[step] = 1;
    }
  }
  return [...results.values()];
}
