import { goPrintf, goText } from "./goPrintf.ts";
import { isList, isMap, isTrue, TemplateFailure, type TemplateValue } from "./templateValue.ts";

export type TemplateFunction = (...args: readonly TemplateValue[]) => TemplateValue;

/** The functions of Go's text/template itself. `and` and `or` end early: see the execution. */
export const builtins: Readonly<Record<string, TemplateFunction>> = {
  and: (...args) => args.find((value) => !isTrue(value)) ?? args.at(-1) ?? null,
  or: (...args) => args.find(isTrue) ?? args.at(-1) ?? null,
  not: (value = null) => !isTrue(value),
  eq: (first = null, ...others) => {
    if (others.length === 0) throw new TemplateFailure("missing argument for comparison");
    return others.some((other) => isEqual(first, other));
  },
  ne: (a = null, b = null) => !isEqual(a, b),
  lt: (a = null, b = null) => isLess(a, b),
  le: (a = null, b = null) => isLess(a, b) || isEqual(a, b),
  gt: (a = null, b = null) => !isLess(a, b) && !isEqual(a, b),
  ge: (a = null, b = null) => !isLess(a, b),
  len: (value = null) => BigInt(lengthOf(value)),
  index: (value = null, ...keys) => keys.reduce(elementOf, value),
  slice: (value = null, from = 0n, to) => sliced(value, Number(from), to === undefined ? null : Number(to)),
  print: (...args) => printed(args),
  println: (...args) => `${args.map(goText).join(" ")}\n`,
  printf: (format = "", ...args) => goPrintf(textOf(format), args),
  html: (...args) => printed(args).replace(/[<>&'"\0]/g, (sign) => htmlEntities[sign] ?? sign),
  js: (...args) => JSON.stringify(printed(args)).slice(1, -1).replaceAll("'", "\\'"),
  urlquery: (...args) => encodeURIComponent(printed(args)).replaceAll("%20", "+"),
};

const htmlEntities: Readonly<Record<string, string>> = {
  "<": "&lt;",
  ">": "&gt;",
  "&": "&amp;",
  "'": "&#39;",
  '"': "&#34;",
  "\0": "\uFFFD",
};

export function textOf(value: TemplateValue): string {
  if (typeof value === "string") return value;
  throw new TemplateFailure(`wrong type for value; expected string; got ${kindOf(value)}`);
}

/** Blanks stand between two values of which neither is a text. */
function printed(args: readonly TemplateValue[]): string {
  return args
    .map((value, i) => {
      const before = args[i - 1];
      const blank = i > 0 && typeof value !== "string" && typeof before !== "string" ? " " : "";
      return blank + goText(value);
    })
    .join("");
}

function kindOf(value: TemplateValue): string {
  if (value === null) return "nil";
  if (typeof value === "object") return value.kind === "list" ? "slice" : "map";
  if (typeof value === "bigint") return "int";
  return typeof value === "number" ? "float64" : typeof value;
}

function isEqual(a: TemplateValue, b: TemplateValue): boolean {
  if (a !== null && b !== null && kindOf(a) !== kindOf(b))
    throw new TemplateFailure("incompatible types for comparison");
  return a === b;
}

function isLess(a: TemplateValue, b: TemplateValue): boolean {
  if (kindOf(a) !== kindOf(b)) throw new TemplateFailure("incompatible types for comparison");
  if (typeof a === "string" && typeof b === "string") return a < b;
  if (typeof a === "number" && typeof b === "number") return a < b;
  if (typeof a === "bigint" && typeof b === "bigint") return a < b;
  throw new TemplateFailure("invalid type for comparison");
}

function lengthOf(value: TemplateValue): number {
  if (typeof value === "string") return new TextEncoder().encode(value).length;
  if (isList(value)) return value.items.length;
  if (isMap(value) && !value.fields) return Object.keys(value.entries).length;
  throw new TemplateFailure(`len of type ${kindOf(value)}`);
}

function elementOf(value: TemplateValue, key: TemplateValue): TemplateValue {
  if (isMap(value) && !value.fields && typeof key === "string") return value.entries[key] ?? "";
  if (isList(value) && typeof key === "bigint") {
    const found = value.items[Number(key)];
    if (found === undefined) throw new TemplateFailure(`index out of range: ${key}`);
    return found;
  }
  throw new TemplateFailure(`can't index item of type ${kindOf(value)}`);
}

function sliced(value: TemplateValue, from: number, to: number | null): TemplateValue {
  const end = to ?? lengthOf(value);
  if (from < 0 || end > lengthOf(value) || from > end) throw new TemplateFailure(`index out of range: ${end}`);
  if (typeof value === "string") return value.slice(from, end);
  if (isList(value)) return { kind: "list", items: value.items.slice(from, end) };
  throw new TemplateFailure(`can't slice item of type ${kindOf(value)}`);
}
