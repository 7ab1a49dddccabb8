/** The value of a variable where it is used. */
export interface ScopedValue {
  readonly values: readonly string[];
  /** For titles and legends. */
  readonly texts: readonly string[];
  /** It may hold several values, so that queries use it as a pattern even while it holds one. */
  readonly isList: boolean;
  /** Written as it is for "all of them", when the variable has such a text. */
  readonly allText: string | null;
}

/** Finds a variable or a built-in by its name; null leaves the text as it stands. */
export type Lookup = (name: string, format: string | null) => ScopedValue | string | null;

/** How values are written where the text names no format. */
export type Purpose = "promql" | "text";

const reference = /\$(\w+)|\[\[(\w+)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:}]+))?(?::([^}]+))?\}/g;

/** `$name`, `${name}`, `${name:format}` and `[[name]]` replaced; what is not known stays as it is. */
export function interpolate(text: string, lookup: Lookup, purpose: Purpose): string {
  if (!text.includes("$") && !text.includes("[[")) return text;
  const quotes = purpose === "promql" ? quoteFinder(text) : () => "";
  return text.replace(reference, (...match) => {
    const [whole, plain, bracketed, bracketFormat, braced, , bracedFormat, offset] = match as [string, ...string[]];
    const name = plain ?? bracketed ?? braced ?? "";
    const format = bracketFormat ?? bracedFormat ?? null;
    const found = lookup(name, format);
    if (found === null) return whole;
    if (typeof found === "string") return found;
    return written(found, format, purpose, quotes(Number(offset)));
  });
}

/** The names that a text refers to. */
export function referencesIn(text: string): readonly string[] {
  return [...text.matchAll(reference)].map((match) => match[1] ?? match[2] ?? match[4] ?? "");
}

function written(value: ScopedValue, format: string | null, purpose: Purpose, quote: string): string {
  if (purpose === "text" && format === null) return value.texts.join(" + ");
  if (value.allText !== null && format !== "text") return value.allText;
  if (format !== null) return formatted(value, format);
  if (!value.isList) return escapedText(value.values.join(","), quote);
  const parts = value.values.map((item) => escapedPattern(item, quote === '"' || quote === "'" ? "\\\\" : "\\"));
  return parts.length === 1 ? (parts[0] ?? "") : `(${parts.join("|")})`;
}

const special = /[\\^$.*+?()|[\]{}/]/g;

function escapedPattern(text: string, backslash: string): string {
  return text.replace(
    /[\\$^*{}[\]+?.()|]/g,
    (character) => `${backslash}${character === "\\" ? backslash : character}`,
  );
}

/** Kept inside the quotes it is put into; outside of any it is part of the query itself. */
function escapedText(text: string, quote: string): string {
  if (quote !== '"' && quote !== "'") return text;
  return text.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`);
}

function formatted({ values, texts }: ScopedValue, format: string): string {
  const [name = "", argument] = format.split(/:(.*)/s);
  const one = values.length === 1;
  switch (name) {
    case "regex": {
      const parts = values.map((value) => value.replace(special, "\\$&"));
      return one ? (parts[0] ?? "") : `(${parts.join("|")})`;
    }
    case "pipe":
      return values.join("|");
    case "csv":
    case "raw":
      return values.join(",");
    case "json":
      return JSON.stringify(one ? values[0] : values);
    case "join":
      return values.join(argument ?? ",");
    case "text":
      return texts.join(" + ");
    case "distributed":
      return values.join(",");
    case "lucene":
      return one ? lucene(values[0] ?? "") : `(${values.map((value) => `"${lucene(value)}"`).join(" OR ")})`;
    case "percentencode":
      return percentEncoded(one ? (values[0] ?? "") : `{${values.join(",")}}`);
    case "singlequote":
      return values.map((value) => `'${value.replaceAll("'", "\\'")}'`).join(",");
    case "doublequote":
      return values.map((value) => `"${value.replaceAll('"', '\\"')}"`).join(",");
    case "sqlstring":
      return values.map((value) => `'${value.replaceAll("'", "''")}'`).join(",");
    default:
      return one ? (values[0] ?? "") : `{${values.join(",")}}`;
  }
}

function lucene(text: string): string {
  return text.replace(/[+\-=&|><!(){}[\]^"~*?:\\/]/g, "\\$&");
}

function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Which quote an offset of a query stands in: `"`, `'`, a backtick, or none. Offsets must ascend. */
function quoteFinder(text: string): (offset: number) => string {
  let at = 0;
  let quote = "";
  return (offset) => {
    for (; at < offset; at += 1) {
      const character = text[at] ?? "";
      if (quote === "") quote = `"'\``.includes(character) ? character : "";
      else if (character === "\\" && quote !== "`") at += 1;
      else if (character === quote) quote = "";
    }
    return quote;
  };
}
