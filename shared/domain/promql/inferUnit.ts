import type { Unit } from "../format/units.ts";
import { metricNameLabel } from "../metrics/labels.ts";
import { type Expr, isComparison, isSetOperator, unwrapped } from "./ast.ts";
import { parseQuery } from "./parseQuery.ts";

/** The unit of a metric, where something says so; null leaves it to the name. */
export type UnitOfMetric = (name: string) => Unit | null;

/** What a query's values are measured in, read from the names of its metrics and what is done to them; "none" where nothing tells. */
export function inferUnit(query: string, unitOfMetric: UnitOfMetric = () => null): Unit {
  try {
    return unitOf(parseQuery(query), unitOfMetric) ?? "none";
  } catch {
    return "none";
  }
}

const bySuffix: readonly (readonly [RegExp, Unit])[] = [
  [/_(timestamp|boot_time|start_time|time_of_last_\w+)_seconds$/, "timestamp"],
  [/_bytes_per_second$/, "bytesPerSecond"],
  [/_seconds$/, "seconds"],
  [/_bytes$/, "bytes"],
  [/_(ratio|perc)$/, "ratio"],
  // Recording rules: level:metric:operations.
  [/:ratio(_rate\w+)?$/, "ratio"],
  [/_watts$/, "watts"],
  [/_joules$/, "joules"],
  [/_volts$/, "volts"],
  [/_amperes$/, "amperes"],
  [/_(celsius|temperature_gpu|temperature_memory)$/, "celsius"],
  [/_(hertz|hz)$/, "hertz"],
  [/_meters$/, "meters"],
  [/_grams$/, "grams"],
];

/** By the suffixes of Prometheus' naming conventions; a counter's or histogram's own suffix stands behind the unit's. */
function unitOfName(name: string): Unit | null {
  if (/_(count|info|created)$/.test(name)) return "none";
  const base = name.replace(/_(total|sum|bucket)$/, "");
  return bySuffix.find(([pattern]) => pattern.test(base))?.[1] ?? unitOfRecorded(name);
}

/** Recording rules are named level:metric:operations: the metric has the unit, unless it became a rate; parts of a histogram tell none. */
function unitOfRecorded(name: string): Unit | null {
  const [, metric, operations] = name.split(":");
  if (metric === undefined || operations === undefined || /_(bucket|sum|count)$/.test(metric)) return null;
  if (/(^|_)count/.test(operations)) return "none";
  const unit = unitOfName(metric);
  return /(^|_)i?rate/.test(operations) ? (perSecond[unit ?? "none"] ?? null) : unit;
}

const perSecond: Readonly<Partial<Record<Unit, Unit>>> = {
  none: "perSecond",
  bytes: "bytesPerSecond",
  // Seconds a second is a share of time; joules a second are watts.
  seconds: "ratio",
  joules: "watts",
};

const rates = new Set(["rate", "irate", "deriv"]);
const counts = new Set([
  ...["absent", "absent_over_time", "changes", "count_over_time", "present_over_time", "resets", "sgn"],
  ...["day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year"],
  ...["scalar_count", "ln", "log2", "log10", "exp", "sqrt"],
]);
const times = new Set(["time", "timestamp"]);
const countingOperators = new Set(["count", "count_values", "group", "stdvar"]);

function unitOf(expr: Expr, metric: UnitOfMetric): Unit | null {
  switch (expr.kind) {
    case "paren":
    case "unary":
    case "subquery":
      return unitOf(expr.expr, metric);
    case "number":
    case "string":
      return null;
    case "range":
      return unitOf(expr.selector, metric);
    case "selector": {
      const name = expr.matchers.find((matcher) => matcher.name === metricNameLabel && matcher.operator === "=")?.value;
      return name === undefined ? null : (metric(name) ?? unitOfName(name));
    }
    case "aggregation":
      return countingOperators.has(expr.operator) ? "none" : unitOf(expr.expr, metric);
    case "call":
      return unitOfCall(expr, metric);
    case "binary":
      return unitOfBinary(expr, metric);
  }
}

function unitOfCall({ name, args }: Extract<Expr, { kind: "call" }>, metric: UnitOfMetric): Unit | null {
  if (times.has(name)) return "timestamp";
  if (counts.has(name)) return "none";
  if (name === "histogram_fraction") return "ratio";
  if (name === "histogram_quantile") return unitOfBuckets(args[1], metric);
  const samples = args.find((arg) => !["number", "string"].includes(unwrapped(arg).kind));
  if (samples === undefined) return null;
  // A bucket counts observations: its name says what they are measured in, not what it counts.
  if (rates.has(name)) return perSecond[(isCounting(samples) ? "none" : unitOf(samples, metric)) ?? "none"] ?? null;
  return unitOf(samples, metric);
}

/** What was observed, under whatever sums and rates of the buckets. */
function unitOfBuckets(expr: Expr | undefined, metric: UnitOfMetric): Unit | null {
  if (!expr) return null;
  const inner = unwrapped(expr);
  switch (inner.kind) {
    case "aggregation":
    case "subquery":
    case "unary":
      return unitOfBuckets(inner.expr, metric);
    case "call":
      return unitOfBuckets(
        inner.args.find((arg) => !["number", "string"].includes(unwrapped(arg).kind)),
        metric,
      );
    case "binary":
      return unitOfBuckets(inner.left, metric);
    default:
      return unitOf(inner, metric);
  }
}

function isCounting(expr: Expr): boolean {
  const inner = unwrapped(expr);
  const selector = inner.kind === "range" ? inner.selector : inner;
  if (selector.kind !== "selector") return false;
  return selector.matchers.some(
    ({ name, operator, value }) => name === metricNameLabel && operator === "=" && /_(bucket|count)$/.test(value),
  );
}

function unitOfBinary(
  { operator, left, right, bool }: Extract<Expr, { kind: "binary" }>,
  metric: UnitOfMetric,
): Unit | null {
  const a = unitOf(left, metric);
  const b = unitOf(right, metric);
  if (isComparison(operator)) return bool ? "none" : (a ?? b);
  if (isSetOperator(operator)) return operator === "or" ? (a ?? b) : a;
  switch (operator) {
    case "+":
    case "-":
      return a === "timestamp" && b === "timestamp" ? "seconds" : (a ?? b);
    case "/":
      return unitOfQuotient(a, b);
    case "*":
      // A factor keeps the unit, except the hundred that makes per cent of a share.
      return a === "ratio" || b === "ratio"
        ? null
        : b === null || b === "none"
          ? a
          : a === null || a === "none"
            ? b
            : null;
    default:
      return null;
  }
}

function unitOfQuotient(a: Unit | null, b: Unit | null): Unit | null {
  if (a !== null && a === b) return "ratio";
  if (b === null || b === "none") return a;
  // Sum of seconds a second over observations a second: seconds an observation.
  if (b === "perSecond") return a === "ratio" ? "seconds" : a === "bytesPerSecond" ? "bytes" : null;
  return null;
}
