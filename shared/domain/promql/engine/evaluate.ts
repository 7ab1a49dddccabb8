import { type Aggregation, type Binary, type Call, type Expr, unwrapped } from "../ast.ts";
import { typeOf } from "../checkTypes.ts";
import { absentFunctions } from "./absent.ts";
import { aggregate } from "./aggregate.ts";
import { combineScalars, combineVectors, combineWithScalar } from "./binary.ts";
import type { CallArguments, VectorFunction } from "./callArguments.ts";
import { checkCells, type Evaluation } from "./context.ts";
import { histogramFunctions } from "./histogramFunctions.ts";
import { isStepInvariant } from "./invariant.ts";
import { labelFunctions } from "./labelFunctions.ts";
import { mathFunctions } from "./mathFunctions.ts";
import { overTimeFunctions } from "./overTime.ts";
import { type RangeVector, rangeVector } from "./rangeVector.ts";
import { rateFunctions } from "./rate.ts";
import { regressionFunctions } from "./regression.ts";
import { scalarFunctions } from "./scalarFunctions.ts";
import { selectInstant } from "./selectInstant.ts";
import { sortFunctions } from "./sortFunctions.ts";
import { ofScalar, timeFunctions } from "./timeFunctions.ts";
import type { Column } from "./vector.ts";

const vectorFunctions: Readonly<Record<string, VectorFunction>> = {
  ...absentFunctions,
  ...histogramFunctions,
  ...labelFunctions,
  ...mathFunctions,
  ...overTimeFunctions,
  ...rateFunctions,
  ...regressionFunctions,
  ...sortFunctions,
  ...timeFunctions,
  timestamp,
  vector: (args) => [ofScalar(args.scalar(0))],
};

/** An instant vector at every step. The expression has been checked to be one, or a scalar, which makes one series. */
export function evaluateVector(expr: Expr, evaluation: Evaluation): readonly Column[] {
  if (typeOf(expr) === "scalar") return [ofScalar(evaluateScalar(expr, evaluation))];
  const { count } = evaluation.steps;
  if (count > 1 && isStepInvariant(expr)) {
    const once = evaluateVector(expr, atFirstStep(evaluation));
    checkCells(evaluation, once.length, expr.span);
    return once.map((column) => repeated(column, count));
  }
  switch (expr.kind) {
    case "selector":
      return selectInstant(expr, evaluation);
    case "paren":
      return evaluateVector(expr.expr, evaluation);
    case "unary":
      return signed(expr.operator, evaluateVector(expr.expr, evaluation));
    case "call":
      return callVector(expr, evaluation);
    case "aggregation":
      return evaluateAggregation(expr, evaluation);
    case "binary":
      return evaluateBinary(expr, evaluation);
    default:
      throw new Error(`${expr.kind} is no instant vector`);
  }
}

/** One number a step. */
export function evaluateScalar(expr: Expr, evaluation: Evaluation): Float64Array {
  const { count } = evaluation.steps;
  switch (expr.kind) {
    case "number":
      return new Float64Array(count).fill(expr.value);
    case "paren":
      return evaluateScalar(expr.expr, evaluation);
    case "unary": {
      const values = evaluateScalar(expr.expr, evaluation);
      return expr.operator === "-" ? values.map((value) => -value) : values;
    }
    case "binary":
      return combineScalars(
        expr.operator,
        evaluateScalar(expr.left, evaluation),
        evaluateScalar(expr.right, evaluation),
      );
    case "call": {
      if (count > 1 && isStepInvariant(expr)) {
        return new Float64Array(count).fill(evaluateScalar(expr, atFirstStep(evaluation))[0] ?? Number.NaN);
      }
      const compute = scalarFunctions[expr.name];
      if (compute) return compute(argumentsOf(expr, evaluation));
      throw new Error(`${expr.name} has no implementation`);
    }
    default:
      throw new Error(`${expr.kind} is no scalar`);
  }
}

/** The range vector itself: what an instant query for one answers with. */
export function evaluateRangeVector(expr: Expr, evaluation: Evaluation): RangeVector {
  const inner = unwrapped(expr);
  if (inner.kind !== "range" && inner.kind !== "subquery") throw new Error(`${inner.kind} is no range vector`);
  return rangeVector(inner, evaluation, evaluateVector);
}

function callVector(call: Call, evaluation: Evaluation): readonly Column[] {
  const compute = vectorFunctions[call.name];
  if (!compute) throw new Error(`${call.name} has no implementation`);
  const columns = compute(argumentsOf(call, evaluation));
  checkCells(evaluation, columns.length, call.span);
  return columns;
}

function argumentsOf(call: Call, evaluation: Evaluation): CallArguments {
  const arg = (index: number): Expr => {
    const expr = call.args[index];
    if (!expr) throw new Error(`${call.name} has no argument ${index}`);
    return expr;
  };
  return {
    call,
    evaluation,
    scalar: (index) => evaluateScalar(arg(index), evaluation),
    vector: (index) => evaluateVector(arg(index), evaluation),
    range: (index) => evaluateRangeVector(arg(index), evaluation),
    text: (index) => textOf(arg(index)),
  };
}

function textOf(expr: Expr): string {
  const inner = unwrapped(expr);
  if (inner.kind !== "string") throw new Error(`${inner.kind} is no text`);
  return inner.text;
}

/** Of a selector the time of its samples, of anything else that of the step. */
function timestamp({ call, evaluation, vector }: CallArguments): readonly Column[] {
  const [arg] = call.args;
  const inner = arg && unwrapped(arg);
  if (inner?.kind === "selector") return selectInstant(inner, evaluation, "time");
  const { steps } = evaluation;
  return vector(0).map((column) => ({
    ...column,
    dropName: true,
    values: column.values.map((_, step) => (steps.startMs + step * steps.stepMs) / 1000),
  }));
}

function evaluateAggregation(node: Aggregation, evaluation: Evaluation): readonly Column[] {
  const { parameter } = node;
  const value =
    parameter === null
      ? null
      : typeOf(parameter) === "string"
        ? textOf(parameter)
        : evaluateScalar(parameter, evaluation);
  return aggregate(node, evaluateVector(node.expr, evaluation), value, evaluation);
}

function evaluateBinary(node: Binary, evaluation: Evaluation): readonly Column[] {
  const { left, right } = node;
  if (typeOf(left) === "scalar") {
    return combineWithScalar(node, evaluateVector(right, evaluation), evaluateScalar(left, evaluation), true);
  }
  if (typeOf(right) === "scalar") {
    return combineWithScalar(node, evaluateVector(left, evaluation), evaluateScalar(right, evaluation), false);
  }
  return combineVectors(node, evaluateVector(left, evaluation), evaluateVector(right, evaluation), evaluation);
}

function signed(operator: "+" | "-", columns: readonly Column[]): readonly Column[] {
  if (operator === "+") return columns;
  return columns.map((column) => ({ ...column, dropName: true, values: column.values.map((value) => -value) }));
}

function atFirstStep({ query, steps }: Evaluation): Evaluation {
  return { query, steps: { ...steps, count: 1 } };
}

function repeated(column: Column, count: number): Column {
  return {
    ...column,
    values: new Float64Array(count).fill(column.values[0] ?? 0),
    present: new Uint8Array(count).fill(column.present[0] ?? 0),
  };
}
