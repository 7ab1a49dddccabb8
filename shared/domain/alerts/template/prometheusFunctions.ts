import { RE2JS } from "re2js";
import { compareText } from "../../metrics/labels.ts";
import type { Labels } from "../../metrics/model.ts";
import { parseDurationMs } from "../../promql/numberLiteral.ts";
import { type TemplateFunction, textOf } from "./builtins.ts";
import { goText } from "./goPrintf.ts";
import { humanize, humanize1024, humanizeDuration, humanizePercentage, humanizeTimestamp } from "./humanize.ts";
import { isList, isMap, listOf, mapOf, TemplateFailure, type TemplateValue } from "./templateValue.ts";

export interface QuerySample {
  /** With `__name__` where the answer has one. */
  readonly labels: Labels;
  readonly value: number;
}

export interface FunctionContext {
  /** The answer of an instant query at the time of the evaluation; throws `TemplateFailure` for one that fails. */
  query(expr: string): readonly QuerySample[];
  readonly timeMs: number;
  readonly externalUrl: string;
}

/** The functions that Prometheus gives to the templates of its rules, beside Go's own. */
export function prometheusFunctions(context: FunctionContext): Readonly<Record<string, TemplateFunction>> {
  const path = /^[a-z]+:\/\/[^/]*(\/[^?#]*)?/.exec(context.externalUrl)?.[1] ?? "";
  return {
    ...pureFunctions,
    query: (expr = null) =>
      listOf(
        context.query(textOf(expr)).map(({ labels, value }) => mapOf({ Labels: mapOf(labels), Value: value }, true)),
      ),
    now: () => context.timeMs / 1000,
    externalURL: () => context.externalUrl,
    pathPrefix: () => path,
  };
}

const pureFunctions: Readonly<Record<string, TemplateFunction>> = {
  first: (vector = null) => {
    const [sample] = itemsOf(vector);
    if (sample === undefined) throw new TemplateFailure("first() called on vector with no elements");
    return sample;
  },
  label: (name = null, sample = null) => labelOf(sample, textOf(name)),
  value: (sample = null) => sampleField(sample, "Value"),
  strvalue: (sample = null) => labelOf(sample, "__value__"),
  args: (...values) => mapOf(Object.fromEntries(values.map((value, i) => [`arg${i}`, value]))),
  sortByLabel: (name = null, vector = null) =>
    listOf(
      [...itemsOf(vector)].sort((a, b) =>
        compareText(goText(labelOf(a, textOf(name))), goText(labelOf(b, textOf(name)))),
      ),
    ),
  reReplaceAll: (pattern = null, replacement = null, text = null) =>
    replaceAll(compiled(textOf(pattern)), textOf(replacement), textOf(text)),
  match: (pattern = null, text = null) => compiled(textOf(pattern)).matcher(textOf(text)).find(),
  safeHtml: (text = null) => text,
  title: (text = null) =>
    textOf(text).replace(
      /(^|[\s\p{P}])(\p{Ll})/gu,
      (_, before: string, letter: string) => before + letter.toUpperCase(),
    ),
  toUpper: (text = null) => textOf(text).toUpperCase(),
  toLower: (text = null) => textOf(text).toLowerCase(),
  graphLink: (expr = null) => `/graph?g0.expr=${queryEscaped(textOf(expr))}&g0.tab=0`,
  tableLink: (expr = null) => `/graph?g0.expr=${queryEscaped(textOf(expr))}&g0.tab=1`,
  stripPort: (hostPort = null) => textOf(hostPort).replace(/^\[([^\]]*)\](?::\d+)?$|^([^:]*):\d*$/, "$1$2"),
  stripDomain: (hostPort = null) => withoutDomain(textOf(hostPort)),
  urlQueryEscape: (text = null) => queryEscaped(textOf(text)),
  humanize: (value = null) => humanize(floatOf(value)),
  humanize1024: (value = null) => humanize1024(floatOf(value)),
  humanizeDuration: (value = null) => humanizeDuration(floatOf(value)),
  humanizePercentage: (value = null) => humanizePercentage(floatOf(value)),
  humanizeTimestamp: (value = null) => humanizeTimestamp(floatOf(value)),
  toTime: (value = null) => humanizeTimestamp(floatOf(value)),
  toDuration: (value = null) => humanizeDuration(floatOf(value)),
  parseDuration: (text = null) => {
    const durationMs = parseDurationMs(textOf(text));
    if (durationMs === null) throw new TemplateFailure(`not a valid duration string: ${JSON.stringify(textOf(text))}`);
    return durationMs / 1000;
  },
};

function itemsOf(value: TemplateValue): readonly TemplateValue[] {
  if (isList(value)) return value.items;
  throw new TemplateFailure("wrong type for value; expected a vector");
}

function sampleField(sample: TemplateValue, name: string): TemplateValue {
  const found = isMap(sample) && sample.fields ? sample.entries[name] : undefined;
  if (found === undefined) throw new TemplateFailure("wrong type for value; expected a sample");
  return found;
}

function labelOf(sample: TemplateValue, name: string): TemplateValue {
  const labels = sampleField(sample, "Labels");
  return isMap(labels) && Object.hasOwn(labels.entries, name) ? (labels.entries[name] ?? "") : "";
}

function floatOf(value: TemplateValue): number {
  if (typeof value === "number" || typeof value === "bigint") return Number(value);
  const text = typeof value === "string" ? value.replace(/^([+-]?)Inf$/i, "$1Infinity") : "";
  const number = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isNaN(number) && !/^nan$/i.test(text))
    throw new TemplateFailure(`can't convert ${goText(value)} to float`);
  return number;
}

function compiled(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch {
    throw new TemplateFailure(`error parsing regexp: ${pattern}`);
  }
}

/** Go's replacement syntax is `$1`, `${1}`, `$name`; a name is as long as it can be (`$1x` is the group 1x). */
function replaceAll(pattern: RE2JS, replacement: string, text: string): string {
  const matcher = pattern.matcher(text);
  let result = "";
  let at = 0;
  while (matcher.find()) {
    result += text.slice(at, matcher.start());
    result += replacement.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (whole, braced?: string, plain?: string) => {
      const name = braced ?? plain;
      if (name === undefined) return whole === "$$" ? "$" : whole;
      try {
        return matcher.group(/^\d+$/.test(name) ? Number(name) : name) ?? "";
      } catch {
        return "";
      }
    });
    at = matcher.end();
  }
  return result + text.slice(at);
}

function withoutDomain(hostPort: string): string {
  const port = /:\d+$/.exec(hostPort)?.[0] ?? "";
  const host = hostPort.slice(0, hostPort.length - port.length);
  if (/^\d+(\.\d+){3}$/.test(host) || host.startsWith("[")) return hostPort;
  return `${host.split(".")[0] ?? host}${port}`;
}

function queryEscaped(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}
