import type { SilenceMatcher } from "./silence.ts";

const matcher = /^\s*(?:([a-zA-Z_][a-zA-Z0-9_]*)|"((?:[^"\\]|\\.)*)")\s*(=~|!~|!=|=)\s*([\s\S]*?)\s*$/;

/** Reads `severity="critical"`, `severity = critical`, `instance=~gpu-.*` as Alertmanager does; null for any other text. */
export function parseMatcher(text: string): SilenceMatcher | null {
  const found = matcher.exec(text);
  if (!found) return null;
  const [, plain, quoted, operator = "", raw = ""] = found;
  const value = matcherValue(raw);
  if (value === null) return null;
  const known = (["=", "!=", "=~", "!~"] as const).find((one) => one === operator);
  return known ? { name: plain ?? withoutEscapes(quoted ?? ""), operator: known, value } : null;
}

/** The text that `parseMatcher` reads back. */
export function matcherText({ name, operator, value }: SilenceMatcher): string {
  return `${name}${operator}${JSON.stringify(value)}`;
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
