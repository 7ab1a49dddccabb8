import { metricNameLabel } from "../metrics/labels.ts";
import type { Aggregation, AtTime, Binary, Expr, VectorSelector } from "./ast.ts";
import { formatDurationMs } from "./numberLiteral.ts";

const plainName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const plainLabel = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** The expression as canonical text on one line; reading it again gives the same expression. */
export function formatQuery(expr: Expr): string {
  switch (expr.kind) {
    case "number":
      return formatNumber(expr.value);
    case "string":
      return JSON.stringify(expr.text);
    case "selector":
      return formatSelector(expr) + formatShift(expr);
    case "range":
      return `${formatSelector(expr.selector)}[${formatDurationMs(expr.rangeMs)}]${formatShift(expr.selector)}`;
    case "subquery": {
      const step = expr.stepMs === null ? "" : formatDurationMs(expr.stepMs);
      return `${formatQuery(expr.expr)}[${formatDurationMs(expr.rangeMs)}:${step}]${formatShift(expr)}`;
    }
    case "call":
      return `${expr.name}(${expr.args.map(formatQuery).join(", ")})`;
    case "aggregation":
      return formatAggregation(expr);
    case "unary":
      return expr.operator + formatQuery(expr.expr);
    case "binary":
      return formatBinary(expr);
    case "paren":
      return `(${formatQuery(expr.expr)})`;
  }
}

function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return value === Number.POSITIVE_INFINITY ? "Inf" : String(value);
}

function formatSelector({ matchers }: VectorSelector): string {
  const name = matchers.find((matcher) => matcher.name === metricNameLabel && matcher.operator === "=");
  const isPlain = name !== undefined && plainName.test(name.value);
  const pairs = matchers
    .filter((matcher) => !isPlain || matcher !== name)
    .map(({ name: label, operator, value }) => `${formatLabel(label)}${operator}${JSON.stringify(value)}`);
  const braces = pairs.length > 0 || !isPlain ? `{${pairs.join(", ")}}` : "";
  return (isPlain ? name.value : "") + braces;
}

function formatShift({ offsetMs, at }: { readonly offsetMs: number; readonly at: AtTime | null }): string {
  const fixed = at === null ? "" : at.kind === "time" ? ` @ ${at.timeMs / 1000}` : ` @ ${at.kind}()`;
  return fixed + (offsetMs === 0 ? "" : ` offset ${formatDurationMs(offsetMs)}`);
}

function formatAggregation({ operator, without, labels, parameter, expr }: Aggregation): string {
  const word = without ? "without" : "by";
  const grouping = without || labels.length > 0 ? ` ${word} (${labels.map(formatLabel).join(", ")}) ` : "";
  const args = parameter ? [parameter, expr] : [expr];
  return `${operator}${grouping}(${args.map(formatQuery).join(", ")})`;
}

function formatBinary({ left, right, operator, bool, matching }: Binary): string {
  const parts = [formatQuery(left), operator];
  if (bool) parts.push("bool");
  if (matching) {
    const labels = matching.labels.map(formatLabel).join(", ");
    if (matching.on || labels !== "") parts.push(`${matching.on ? "on" : "ignoring"} (${labels})`);
    if (matching.many) parts.push(`group_${matching.many} (${matching.include.map(formatLabel).join(", ")})`);
  }
  return [...parts, formatQuery(right)].join(" ");
}

function formatLabel(label: string): string {
  return plainLabel.test(label) ? label : JSON.stringify(label);
}
