import { quotedString } from "../../promql/quotedString.ts";
import { TemplateFailure } from "./templateValue.ts";

export type ActionToken =
  | { readonly kind: "string"; readonly text: string; readonly spaced: boolean }
  | { readonly kind: "number"; readonly text: string; readonly spaced: boolean }
  /** A word, `$variable` or `.Field`; a lone `.` is a field without a name. */
  | { readonly kind: "word" | "variable" | "field"; readonly text: string; readonly spaced: boolean }
  | { readonly kind: "symbol"; readonly text: string; readonly spaced: boolean };

export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly tokens: readonly ActionToken[] };

/** A text between `{{` and `}}`, with quotes that may hold braces. */
const action =
  /\{\{(-[ \t\r\n])?((?:\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])*'|(?!\}\})[\s\S])*?)([ \t\r\n]-)?\}\}/y;
const token =
  /("(?:\\.|[^"\\\n])*"|`[^`]*`)|('(?:\\.|[^'\\\n])*')|([+-]?(?:0[xX][0-9a-fA-F_]+|\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?))|([A-Za-z_]\w*)|(\$\w*)|(\.[A-Za-z_]\w*|\.)|(:=|[|()=,])/y;

/** Splits a template at its actions; `{{-` and `-}}` trim the text beside them, comments are nothing. */
export function lexTemplate(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let at = 0;
  let trimNext = false;
  while (at < template.length) {
    const open = template.indexOf("{{", at);
    const end = open === -1 ? template.length : open;
    let text = template.slice(at, end);
    if (trimNext) text = text.trimStart();
    trimNext = false;
    action.lastIndex = end;
    const found = open === -1 ? null : action.exec(template);
    if (open !== -1 && !found) throw new TemplateFailure("unclosed action");
    if (found?.[1]) text = text.trimEnd();
    if (text !== "") parts.push({ kind: "text", text });
    if (!found) break;
    trimNext = found[3] !== undefined;
    const inner = found[2] ?? "";
    if (!/^\s*\/\*[\s\S]*\*\/\s*$/.test(inner)) parts.push({ kind: "action", tokens: lexAction(inner) });
    at = end + found[0].length;
  }
  return parts;
}

function lexAction(inner: string): readonly ActionToken[] {
  const tokens: ActionToken[] = [];
  let at = 0;
  while (at < inner.length) {
    const blank = /\s*/y;
    blank.lastIndex = at;
    const space = blank.exec(inner)?.[0].length ?? 0;
    at += space;
    if (at >= inner.length) break;
    token.lastIndex = at;
    const found = token.exec(inner);
    if (!found) throw new TemplateFailure(`unexpected ${JSON.stringify(inner[at])} in an action`);
    const spaced = space > 0;
    const [text, string, character, number, word, variable, field] = found;
    at += text.length;
    if (string !== undefined) tokens.push({ kind: "string", text: unquote(string), spaced });
    else if (character !== undefined)
      tokens.push({ kind: "number", text: String(unquote(`"${character.slice(1, -1)}"`).codePointAt(0) ?? 0), spaced });
    else if (number !== undefined) tokens.push({ kind: "number", text: number, spaced });
    else if (word !== undefined) tokens.push({ kind: "word", text: word, spaced });
    else if (variable !== undefined) tokens.push({ kind: "variable", text: variable, spaced });
    else if (field !== undefined) tokens.push({ kind: "field", text: field.slice(1), spaced });
    else tokens.push({ kind: "symbol", text, spaced });
  }
  return tokens;
}

function unquote(quoted: string): string {
  if (quoted.startsWith("`")) return quoted.slice(1, -1);
  try {
    return quotedString(quoted, 0).text;
  } catch {
    throw new TemplateFailure(`${quoted} is not a string of Go`);
  }
}
