import type { ArithmeticOperator, ComparisonOperator } from "../ast.ts";

type Compute = (left: number, right: number) => number;
type Holds = (left: number, right: number) => boolean;

export const arithmetic: Readonly<Record<ArithmeticOperator, Compute>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "%": (left, right) => left % right,
  "^": power,
  atan2: Math.atan2,
};

export const compare: Readonly<Record<ComparisonOperator, Holds>> = {
  "==": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  ">": (left, right) => left > right,
  "<": (left, right) => left < right,
  ">=": (left, right) => left >= right,
  "<=": (left, right) => left <= right,
};

/** IEEE 754's pow, as Go has it: 1 to any power is 1, and so is -1 to an infinite one. JavaScript says NaN. */
function power(left: number, right: number): number {
  if (left === 1 || (left === -1 && Math.abs(right) === Number.POSITIVE_INFINITY)) return 1;
  return left ** right;
}
