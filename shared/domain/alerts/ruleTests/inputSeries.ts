import { MidwatchError } from "../../../base/errors.ts";
import { LabelSet } from "../../promql/engine/labelSet.ts";
import { parseSelectorText } from "../../promql/parseQuery.ts";

export type InputValue = number | "stale" | null;

const number = "[+-]?(?:\\d+\\.?\\d*(?:[eE][+-]?\\d+)?|\\.\\d+(?:[eE][+-]?\\d+)?|[iI]nf|[nN]a[nN])";
const item = new RegExp(`^(?:(_)|(stale)|(${number})(?:([+-])(${number.replace("[+-]?", "")}))?)(?:x(\\d+))?$`);
const mostValues = 1_000_000;

/** `0 1+2x3 _x2 stale`: a value for each step from 0 on; null where there is none. Throws BAD_REQUEST. */
export function inputValues(text: string): readonly InputValue[] {
  if (text.includes("{{")) {
    throw new MidwatchError("UNSUPPORTED", `Native histograms are not supported: ${text.slice(0, 60)}`);
  }
  const values: InputValue[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    const match = item.exec(word);
    if (!match) throw new MidwatchError("BAD_REQUEST", `${word} is not a value such as 1, 1+2x3, _x2 or stale`);
    const [, none, stale, first, sign, step, times] = match;
    const repeats = times === undefined ? 0 : Number(times);
    if (values.length + repeats > mostValues) {
      throw new MidwatchError("LIMIT", `A series has more than ${mostValues} values`);
    }
    if (none !== undefined) push(values, Math.max(1, repeats), () => null);
    else if (stale !== undefined) push(values, repeats + 1, () => "stale");
    else {
      const start = floatOf(first ?? "");
      const delta = step === undefined ? 0 : floatOf(step) * (sign === "-" ? -1 : 1);
      push(values, repeats + 1, (i) => (i === 0 ? start : start + delta * i));
    }
  }
  return values;
}

/** `up{job="node"}`, also `{job="node"}` and nothing at all. Throws BAD_QUERY. */
export function labelsOfSeries(text: string): LabelSet {
  if (/^\s*(\{\s*\})?\s*$/.test(text)) return LabelSet.empty;
  const matchers = parseSelectorText(text);
  const wrong = matchers.find(({ operator }) => operator !== "=");
  if (wrong)
    throw new MidwatchError("BAD_QUERY", `A series has labels, not conditions: ${wrong.name}${wrong.operator}`);
  return LabelSet.of(Object.fromEntries(matchers.map(({ name, value }) => [name, value])));
}

function push(into: InputValue[], count: number, value: (index: number) => InputValue): void {
  for (let i = 0; i < count; i++) into.push(value(i));
}

function floatOf(text: string): number {
  return Number(text.replace(/inf$/i, "Infinity").replace(/^[+-]?nan$/i, "NaN"));
}
