import { RE2JS } from "re2js";
import { errorText, MidwatchError } from "../../../base/errors.ts";
import { metricNameLabel } from "../../metrics/labels.ts";
import type { CallArguments, VectorFunction } from "./callArguments.ts";
import type { LabelSet } from "./labelSet.ts";
import { type Column, mergeEqual } from "./vector.ts";

/** Functions that change labels. Results that come to have equal ones are an error, never one of the two. */
export const labelFunctions: Readonly<Record<string, VectorFunction>> = {
  label_replace(args) {
    const [destination, replacement, source] = [args.text(1), args.text(2), args.text(3)];
    requireLabelName(destination, args, 1, "destination label name in label_replace()");
    const expression = compile(args, 4);
    const known = new Map<string, string | null>();
    return relabelled(args, destination, (labels) => {
      const value = labels.get(source);
      let result = known.get(value);
      if (result === undefined) {
        result = replaced(expression, value, replacement);
        known.set(value, result);
      }
      return result;
    });
  },
  label_join(args) {
    const destination = args.text(1);
    const separator = args.text(2);
    requireLabelName(destination, args, 1, "destination label name in label_join()");
    const sources = args.call.args.slice(3).map((_, i) => args.text(3 + i));
    for (const [i, source] of sources.entries()) {
      requireLabelName(source, args, 3 + i, "source label name in label_join()");
    }
    return relabelled(args, destination, (labels) => sources.map((source) => labels.get(source)).join(separator));
  },
};

/** Any text is a label name, but for what was not UTF-8. */
export function isLabelName(text: string): boolean {
  return text !== "" && !text.includes("\ufffd");
}

/** `newValue` gives the destination's new value, null to leave the series as it is. */
function relabelled(
  args: CallArguments,
  destination: string,
  newValue: (labels: LabelSet) => string | null,
): readonly Column[] {
  const columns = args.vector(0).map((column) => {
    const value = newValue(column.labels);
    if (value === null) return column;
    // A name given here is meant to stay.
    const dropName = destination === metricNameLabel ? false : column.dropName;
    return { ...column, labels: column.labels.with(destination, value), dropName };
  });
  return mergeEqual(columns);
}

function requireLabelName(text: string, { call }: CallArguments, index: number, what: string): void {
  if (isLabelName(text)) return;
  const position = call.args[index]?.span ?? call.span;
  throw new MidwatchError("BAD_QUERY", `invalid ${what}: ${text}`, { detail: { position } });
}

function compile(args: CallArguments, index: number): RE2JS {
  const pattern = args.text(index);
  try {
    return RE2JS.compile(pattern, RE2JS.DOTALL);
  } catch (error) {
    const position = args.call.args[index]?.span ?? args.call.span;
    throw new MidwatchError(
      "BAD_QUERY",
      `invalid regular expression in label_replace(): ${pattern} (${errorText(error)})`,
      { detail: { position } },
    );
  }
}

/** The replacement with its groups filled in; null when the whole value does not match. */
function replaced(expression: RE2JS, value: string, replacement: string): string | null {
  const matcher = expression.matcher(value);
  if (!matcher.matches()) return null;
  const names = expression.namedGroups();
  return replacement.replaceAll(/\$(?:\$|(\w+)|\{(\w+)\})/g, (whole, bare?: string, braced?: string) => {
    if (whole === "$$") return "$";
    const reference = bare ?? braced ?? "";
    const group = /^\d+$/.test(reference) ? Number(reference) : names[reference];
    return group === undefined || group > matcher.groupCount() ? "" : (matcher.group(group) ?? "");
  });
}
