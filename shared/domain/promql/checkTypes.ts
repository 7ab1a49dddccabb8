import { aggregationNamed } from "./aggregations.ts";
import {
  type Aggregation,
  type Binary,
  type Call,
  children,
  type Expr,
  isComparison,
  isSetOperator,
  type ValueType,
} from "./ast.ts";
import { type FunctionInfo, functionNamed } from "./functions.ts";
import { badQuery, type TextSpan, unsupportedQuery } from "./queryError.ts";

const typeNames: Readonly<Record<ValueType, string>> = {
  scalar: "a scalar",
  vector: "an instant vector",
  matrix: "a range vector",
  string: "a string",
};

/** What the expression yields. */
export function typeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case "number":
      return "scalar";
    case "string":
      return "string";
    case "selector":
    case "aggregation":
      return "vector";
    case "range":
    case "subquery":
      return "matrix";
    case "call":
      return functionNamed(expr.name)?.returns ?? "vector";
    case "unary":
    case "paren":
      return typeOf(expr.expr);
    case "binary":
      return typeOf(expr.left) === "scalar" && typeOf(expr.right) === "scalar" ? "scalar" : "vector";
  }
}

/** Throws BAD_QUERY where a type does not fit, UNSUPPORTED for functions that are not answered; both with their place. */
export function checkTypes(expr: Expr): void {
  for (const child of children(expr)) checkTypes(child);
  switch (expr.kind) {
    case "call":
      checkCall(expr);
      break;
    case "aggregation":
      checkAggregation(expr);
      break;
    case "binary":
      checkBinary(expr);
      break;
    case "unary":
      if (typeOf(expr.expr) !== "scalar") expect(expr.expr, "vector", `The sign ${expr.operator}`);
      break;
    case "subquery":
      if (typeOf(expr.expr) !== "scalar") expect(expr.expr, "vector", "A subquery");
      break;
    default:
      break;
  }
}

function checkCall({ name, args, span }: Call): void {
  const info = functionNamed(name);
  if (!info) throw badQuery(`There is no function ${name}`, span);
  if (info.unsupported !== undefined) throw unsupportedQuery(`${info.unsupported} is not supported`, span);
  checkCount(info, args.length, span);
  args.forEach((arg, i) => {
    const parameter = info.parameters[Math.min(i, info.parameters.length - 1)];
    if (parameter) expect(arg, parameter.type, `${name}: ${parameter.name}`);
  });
}

function checkCount({ name, parameters, optional, repeats }: FunctionInfo, found: number, span: TextSpan): void {
  const most = parameters.length;
  const least = most - (repeats ? 1 : optional);
  if (found >= least && (repeats || found <= most)) return;
  const wanted = repeats ? `at least ${least}` : least === most ? String(most) : `${least} to ${most}`;
  throw badQuery(`${name} takes ${wanted} ${wanted === "1" ? "argument" : "arguments"}, found ${found}`, span);
}

function checkAggregation({ operator, parameter, expr }: Aggregation): void {
  expect(expr, "vector", operator);
  const wanted = aggregationNamed(operator)?.parameter;
  if (parameter && wanted) expect(parameter, wanted.type, `${operator}: ${wanted.name}`);
}

function checkBinary({ operator, left, right, bool, matching, span }: Binary): void {
  const sides = [left, right].map((side) => {
    const type = typeOf(side);
    if (type === "scalar" || type === "vector") return type;
    throw badQuery(`${operator} works on scalars and instant vectors, this is ${typeNames[type]}`, side.span);
  });
  const scalars = sides.filter((type) => type === "scalar").length;
  if (bool && !isComparison(operator)) throw badQuery(`bool goes with comparisons only, not with ${operator}`, span);
  if (isComparison(operator) && scalars === 2 && !bool) {
    throw badQuery(`Two scalars are compared with bool: ${operator} bool`, span);
  }
  if (isSetOperator(operator) && scalars > 0) {
    throw badQuery(`${operator} works on two instant vectors; vector() makes one of a scalar`, span);
  }
  if (matching && scalars > 0) throw badQuery("on, ignoring and group_ need instant vectors on both sides", span);
}

function expect(expr: Expr, type: ValueType, who: string): void {
  const found = typeOf(expr);
  if (found === type) return;
  throw badQuery(`${who} must be ${typeNames[type]}, this is ${typeNames[found]}${hint(found, type)}`, expr.span);
}

function hint(found: ValueType, wanted: ValueType): string {
  if (found === "vector" && wanted === "matrix") return ": add a range such as [5m]";
  if (found === "matrix" && wanted === "vector") return ": put a function such as rate() around it";
  if (found === "scalar" && wanted === "vector") return ": vector() makes one of it";
  if (found === "vector" && wanted === "scalar") return ": scalar() makes one of it";
  return "";
}
