import { RE2JS } from "re2js";
import { MidwatchError } from "../../base/errors.ts";
import type { Choice, Variable } from "./model.ts";

const longestValue = 2000;
const mostChoices = 5000;

interface Found {
  readonly first: string;
  readonly text: string | null;
  readonly value: string | null;
}

/**
 * What an answer offers, after the variable's pattern: its first group, or the groups `text` and `value`; each value once.
 * Throws UNSUPPORTED for a pattern that cannot be run safely.
 */
export function filterChoices(values: readonly string[], regex: string): Choice[] {
  const find = regex.trim() === "" ? null : matcherOf(regex.trim());
  const seen = new Set<string>();
  const choices: Choice[] = [];
  for (const value of values) {
    if (choices.length >= mostChoices) break;
    const found = find ? find(value.slice(0, longestValue)) : { first: value, text: null, value: null };
    if (!found) continue;
    const chosen = found.value ?? found.text ?? found.first;
    if (seen.has(chosen)) continue;
    seen.add(chosen);
    choices.push({ text: found.text ?? chosen, value: chosen });
  }
  return choices;
}

function matcherOf(regex: string): (text: string) => Found | null {
  const [, body = regex, flags = ""] = /^\/(.*)\/([a-z]*)$/s.exec(regex) ?? [];
  const ignoreCase = flags.includes("i");
  try {
    const pattern = RE2JS.compile(body, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    const named = [...body.matchAll(/\(\?P?<(\w+)>/g)].map(([, name]) => name ?? "");
    return (text) => {
      const matcher = pattern.matcher(text);
      let first: string | null = null;
      const groups: Record<string, string> = {};
      while (matcher.find()) {
        first ??= (pattern.groupCount() > 0 ? matcher.group(1) : null) ?? matcher.group(0) ?? "";
        for (const name of named) {
          const group = matcher.group(name);
          if (group !== null && groups[name] === undefined) groups[name] = group;
        }
        if (named.length === 0) break;
      }
      return first === null ? null : { first, text: groups.text ?? null, value: groups.value ?? null };
    };
  } catch {
    return lookaround(body, ignoreCase);
  }
}

/** Look-ahead and look-behind need the engine's own expressions; ones that could run away are refused. */
function lookaround(body: string, ignoreCase: boolean): (text: string) => Found | null {
  const refuse = () =>
    new MidwatchError("UNSUPPORTED", `The pattern /${body}/ cannot be used here: values are not filtered by it`);
  if (/[+*}]\)[+*{]/.test(body)) throw refuse();
  let pattern: RegExp;
  try {
    pattern = new RegExp(body, ignoreCase ? "i" : "");
  } catch {
    throw refuse();
  }
  return (text) => {
    const match = pattern.exec(text);
    if (!match) return null;
    return { first: match[1] ?? match[0], text: match.groups?.text ?? null, value: match.groups?.value ?? null };
  };
}

const plain = new Intl.Collator("en");
const noCase = new Intl.Collator("en", { sensitivity: "base" });
const natural = new Intl.Collator("en", { numeric: true });

export function sortChoices(
  choices: readonly Choice[],
  { sort, descending }: Pick<Variable, "sort" | "descending">,
): Choice[] {
  if (sort === "none") return [...choices];
  const compare = {
    alpha: (a: Choice, b: Choice) => plain.compare(a.text, b.text),
    alphaNoCase: (a: Choice, b: Choice) => noCase.compare(a.text, b.text),
    natural: (a: Choice, b: Choice) => natural.compare(a.text, b.text),
    numeric: (a: Choice, b: Choice) => firstNumber(a.text) - firstNumber(b.text),
  }[sort];
  const sorted = [...choices].sort(compare);
  return descending ? sorted.reverse() : sorted;
}

function firstNumber(text: string): number {
  const digits = /-?\d+(?:\.\d+)?/.exec(text)?.[0];
  return digits === undefined ? -1 : Number(digits);
}
