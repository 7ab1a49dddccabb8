import type { Binary, BinaryOperator } from "../ast.ts";
import { isComparison, isSetOperator } from "../ast.ts";
import type { Evaluation } from "./context.ts";
import { matchVectors } from "./match.ts";
import { arithmetic, compare } from "./operators.ts";
import { applySetOperator } from "./setOperators.ts";
import type { Column } from "./vector.ts";

/** Two scalars, step by step. Comparisons answer 1 or 0. */
export function combineScalars(operator: BinaryOperator, left: Float64Array, right: Float64Array): Float64Array {
  const compute = isComparison(operator) ? asNumber(compare[operator]) : arithmeticOf(operator);
  return left.map((value, step) => compute(value, right[step] ?? 0));
}

/** A vector and a scalar; `scalarIsLeft` says on which side of the operator the scalar stands. */
export function combineWithScalar(
  { operator, bool }: Binary,
  columns: readonly Column[],
  scalar: Float64Array,
  scalarIsLeft: boolean,
): readonly Column[] {
  if (isComparison(operator)) {
    const holds = compare[operator];
    const test = (value: number, step: number) =>
      scalarIsLeft ? holds(scalar[step] ?? 0, value) : holds(value, scalar[step] ?? 0);
    return bool
      ? columns.map((column) => ({ ...computed(column, (value, step) => (test(value, step) ? 1 : 0)) }))
      : columns.flatMap((column) => filtered(column, test) ?? []);
  }
  const compute = arithmeticOf(operator);
  return columns.map((column) =>
    computed(column, (value, step) =>
      scalarIsLeft ? compute(scalar[step] ?? 0, value) : compute(value, scalar[step] ?? 0),
    ),
  );
}

export function combineVectors(
  node: Binary,
  left: readonly Column[],
  right: readonly Column[],
  evaluation: Evaluation,
): readonly Column[] {
  return isSetOperator(node.operator)
    ? applySetOperator(node.operator, node.matching, left, right, evaluation)
    : matchVectors(node, left, right, evaluation);
}

function computed(column: Column, compute: (value: number, step: number) => number): Column {
  const values = new Float64Array(column.values.length);
  for (let step = 0; step < values.length; step++) values[step] = compute(column.values[step] ?? 0, step);
  return { ...column, dropName: true, values };
}

/** The column at the steps that are kept; null where that is none. */
function filtered(column: Column, keeps: (value: number, step: number) => boolean): Column | null {
  const { values, present } = column;
  let there = 0;
  let kept = 0;
  for (let step = 0; step < values.length; step++) {
    if (present[step] !== 1) continue;
    there++;
    if (keeps(values[step] ?? 0, step)) kept++;
  }
  if (kept === 0) return null;
  if (kept === there) return column;
  return { ...column, present: present.map((here, step) => (here === 1 && keeps(values[step] ?? 0, step) ? 1 : 0)) };
}

function arithmeticOf(operator: BinaryOperator) {
  if (isComparison(operator) || isSetOperator(operator)) throw new Error(`${operator} is not arithmetic`);
  return arithmetic[operator];
}

function asNumber(holds: (left: number, right: number) => boolean) {
  return (left: number, right: number) => (holds(left, right) ? 1 : 0);
}
