import { LineError } from "./lineError.ts";
import { type MetricType, metricTypes } from "./model.ts";
import { isNameStart, nameEnd, quotedEnd, unescaped } from "./words.ts";

/** A line that begins with `#`. Anything that is not one of the known words is a remark, which says nothing. */
export type Comment =
  | { readonly kind: "help"; readonly family: string; readonly text: string }
  | { readonly kind: "type"; readonly family: string; readonly type: MetricType }
  | { readonly kind: "unit"; readonly family: string; readonly text: string }
  | { readonly kind: "end" }
  | { readonly kind: "remark" };

const remark: Comment = { kind: "remark" };

/** Reads a line that begins with `#`. Throws LineError. */
export function parseComment(line: string): Comment {
  const keyword = /^#[ \t]+(HELP|TYPE|UNIT|EOF)(?:[ \t]+|$)/.exec(line);
  if (!keyword) return remark;
  if (keyword[1] === "EOF") return keyword[0].length === line.length ? { kind: "end" } : remark;
  const start = keyword[0].length;
  const { family, end } = familyName(line, start);
  const text = line.slice(end).replace(/^[ \t]+/, "");
  switch (keyword[1]) {
    case "HELP":
      return { kind: "help", family, text: unescaped(text) };
    case "UNIT":
      return { kind: "unit", family, text: text.trim() };
    default:
      return { kind: "type", family, type: typeOf(text.trim(), line.length - text.length) };
  }
}

function familyName(line: string, start: number): { readonly family: string; readonly end: number } {
  if (line[start] === '"') {
    const end = quotedEnd(line, start, line.length);
    if (end === -1) throw new LineError(start, "The metric name has no closing quote");
    return { family: unescaped(line.slice(start + 1, end)), end: end + 1 };
  }
  const end = isNameStart(line.charCodeAt(start)) ? nameEnd(line, start, line.length) : start;
  const after = line[end];
  if (end === start || (after !== undefined && after !== " " && after !== "\t")) {
    throw new LineError(end, "Expected a metric name");
  }
  return { family: line.slice(start, end), end };
}

function typeOf(text: string, index: number): MetricType {
  if (text === "untyped") return "unknown";
  const type = metricTypes.find((known) => known === text);
  if (type === undefined) throw new LineError(index, `Unknown metric type ${JSON.stringify(text.slice(0, 40))}`);
  return type;
}
