import type { SilenceMatcher } from "./silence.ts";

const classicName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
/** Names of any signs come with Alertmanager 0.27; beside one, a value without quotes holds no sign of the syntax. */
const matcher = /^\s*(?:([^\s{}!=~,\\"'`]+)|"((?:[^"\\]|\\.)*)")\s*(=~|!~|!=|=)\s*([\s\S]*?)\s*$/;
const bareValue = /^[^\s{}!=~,\\"'`]*$/;

/** Reads `severity="critical"`, `severity = critical`, `"gpu.kind"=~"h.*"` as Alertmanager does; null for any other text. */
export function parseMatcher(text: string): SilenceMatcher | null {
  const found = matcher.exec(text);
  if (!found) return null;
  const [, plain, quoted, operator = "", raw = ""] = found;
  const name = plain ?? withoutEscapes(quoted ?? "");
  if (name === "" || (!classicName.test(plain ?? "") && !raw.startsWith('"') && !bareValue.test(raw))) return null;
  const value = matcherValue(raw);
  if (value === null) return null;
  const known = (["=", "!=", "=~", "!~"] as const).find((one) => one === operator);
  return known ? { name, operator: known, value } : null;
}

/** Reads `{severity="critical", team!="llm"}`, with or without braces; null where one of them is no matcher. */
export function parseMatchers(text: string): readonly SilenceMatcher[] | null {
  const inner = text.trim().replace(/^\{/, "").replace(/\}$/, "");
  const parts = inner.match(/(?:"(?:[^"\\]|\\[\s\S])*"|[^,"])+|,|"/g) ?? [];
  const matchers: SilenceMatcher[] = [];
  let expectsOne = true;
  for (const part of parts) {
    if (part === ",") {
      if (expectsOne) return null;
      expectsOne = true;
      continue;
    }
    const one = parseMatcher(part);
    if (!one || !expectsOne) {
      // Only space may stand behind the last comma.
      if (part.trim() === "" && (matchers.length > 0 || parts.length === 1)) continue;
      return null;
    }
    matchers.push(one);
    expectsOne = false;
  }
  return matchers;
}

/** The text that `parseMatcher` reads back. */
export function matcherText({ name, operator, value }: SilenceMatcher): string {
  return `${classicName.test(name) ? name : JSON.stringify(name)}${operator}${JSON.stringify(value)}`;
}

/** With or without quotes; a quote inside must be escaped. */
function matcherValue(raw: string): string | null {
  if (raw.startsWith('"'))
    return raw.length > 1 && /^"(?:[^"\\]|\\.)*"$/.test(raw) ? withoutEscapes(raw.slice(1, -1)) : null;
  return /(^|[^\\])"/.test(raw) ? null : withoutEscapes(raw);
}

function withoutEscapes(text: string): string {
  return text.replace(/\\([n"\\])/g, (_, sign: string) => (sign === "n" ? "\n" : sign));
}
