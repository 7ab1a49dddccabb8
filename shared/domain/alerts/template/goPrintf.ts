import { isList, isMap, type TemplateValue } from "./templateValue.ts";

const verb = /%([-+# 0]*)(\d+|\*)?(?:\.(\d+|\*)?)?([a-zA-Z%])|%/g;

/** Go's `fmt.Sprintf`, for the values that templates have; what does not fit is told in place, as there: `%!d(float64=1.5)`. */
export function goPrintf(format: string, values: readonly TemplateValue[]): string {
  let used = 0;
  const text = format.replace(
    verb,
    (
      whole,
      flags: string | undefined,
      width: string | undefined,
      precision: string | undefined,
      letter: string | undefined,
    ) => {
      if (letter === undefined) return "%!(NOVERB)";
      if (letter === "%") return "%";
      const star = (given: string | undefined) =>
        given === "*" ? Number(values[used++] ?? 0) : given === undefined ? null : Number(given);
      const wide = star(width);
      const digits = whole.includes(".") ? (star(precision) ?? 0) : null;
      const value = values[used++];
      if (value === undefined) return `%!${letter}(MISSING)`;
      return padded(formatted(letter, value, digits, flags ?? ""), wide ?? 0, flags ?? "", isNumeric(value));
    },
  );
  if (used >= values.length) return text;
  const extra = values.slice(used).map((value) => `${typeName(value)}=${goText(value)}`);
  return `${text}%!(EXTRA ${extra.join(", ")})`;
}

/** As `%v` writes a value. */
export function goText(value: TemplateValue): string {
  if (value === null) return "<nil>";
  if (typeof value === "number") return goFloat(value, "g", null);
  if (isList(value)) return `[${value.items.map(goText).join(" ")}]`;
  if (isMap(value)) {
    const pairs = Object.entries(value.entries).sort(([a], [b]) => (a < b ? -1 : 1));
    if (value.fields) return `{${pairs.map(([, entry]) => goText(entry)).join(" ")}}`;
    return `map[${pairs.map(([name, entry]) => `${name}:${goText(entry)}`).join(" ")}]`;
  }
  return String(value);
}

/** `e`, `f` and `g` of Go's strconv; without precision the shortest digits that give the number back. */
export function goFloat(value: number, format: "e" | "f" | "g", precision: number | null): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  if (format === "f") return sign + fixedText(size, precision);
  if (format === "e") return sign + exponential(size.toExponential(precision ?? undefined));
  const digits = precision === null ? null : Math.max(1, precision);
  const scientific = size.toExponential(digits === null ? undefined : digits - 1);
  const exponent = size === 0 ? 0 : Number(scientific.slice(scientific.indexOf("e") + 1));
  const limit = digits ?? 6;
  if (exponent < -4 || exponent >= limit) return sign + exponential(scientific.replace(/\.?0+e/, "e"));
  if (digits === null) return sign + fixedText(size, null);
  const text = fixedText(size, Math.max(0, digits - 1 - exponent));
  return sign + (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
}

function fixedText(size: number, precision: number | null): string {
  // Numbers from 1e21 on have an exponent in toFixed; as whole numbers they have none.
  if (size >= 1e21) return BigInt(size).toString() + (precision ? `.${"0".repeat(precision)}` : "");
  if (precision !== null) return halfToEven(size, Math.min(99, precision));
  const text = String(size);
  if (!text.includes("e")) return text;
  const [digits = "", exponent = "0"] = text.split("e-");
  return `0.${"0".repeat(Number(exponent) - 1)}${digits.replace(".", "")}`;
}

/** JavaScript rounds a tie up, Go to the even digit: 2.5 is `2`. */
function halfToEven(size: number, decimals: number): string {
  const exact = size.toFixed(100);
  const point = exact.indexOf(".");
  const kept = exact.slice(0, point + 1 + decimals).replace(/\.$/, "");
  const isTie = /^50*$/.test(exact.slice(point + 1 + decimals));
  return isTie && /[02468]$/.test(kept) ? kept : size.toFixed(decimals);
}

/** Go writes at least two digits of the exponent. */
function exponential(text: string): string {
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

function formatted(letter: string, value: TemplateValue, precision: number | null, flags: string): string {
  const plus = (text: string) =>
    flags.includes("+") && /^\d/.test(text) ? `+${text}` : flags.includes(" ") && /^\d/.test(text) ? ` ${text}` : text;
  const wrong = `%!${letter}(${typeName(value)}=${goText(value)})`;
  switch (letter) {
    case "v":
      return typeof value === "number" && precision !== null
        ? plus(goFloat(value, "g", precision))
        : plusOf(value, plus);
    case "s":
      return typeof value === "string"
        ? precision === null
          ? value
          : [...value].slice(0, precision).join("")
        : typeof value === "object" && value !== null
          ? goText(value)
          : wrong;
    case "q":
      return typeof value === "string" ? JSON.stringify(value) : wrong;
    case "d":
      return typeof value === "bigint" ? plus(value.toString()) : wrong;
    case "x":
    case "X": {
      if (typeof value !== "bigint" && typeof value !== "string") return wrong;
      const text =
        typeof value === "bigint"
          ? value.toString(16)
          : [...new TextEncoder().encode(value)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      return letter === "X" ? text.toUpperCase() : text;
    }
    case "t":
      return typeof value === "boolean" ? String(value) : wrong;
    case "e":
    case "f":
    case "F":
    case "g":
    case "E":
    case "G": {
      if (typeof value !== "number") return wrong;
      const format = letter === "F" ? "f" : (letter.toLowerCase() as "e" | "f" | "g");
      const text = plus(goFloat(value, format, precision ?? (format === "g" ? null : 6)));
      return letter === "E" || letter === "G" ? text.toUpperCase() : text;
    }
    case "T":
      return typeName(value);
    default:
      return wrong;
  }
}

function plusOf(value: TemplateValue, plus: (text: string) => string): string {
  const text = goText(value);
  return isNumeric(value) ? plus(text) : text;
}

function padded(text: string, width: number, flags: string, numeric: boolean): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes("-")) return text + " ".repeat(missing);
  if (!flags.includes("0") || !numeric || !/\d/.test(text)) return " ".repeat(missing) + text;
  const sign = /^[+-]/.exec(text)?.[0] ?? "";
  return sign + "0".repeat(missing) + text.slice(sign.length);
}

function isNumeric(value: TemplateValue): boolean {
  return typeof value === "number" || typeof value === "bigint";
}

function typeName(value: TemplateValue): string {
  if (value === null) return "<nil>";
  if (typeof value === "number") return "float64";
  if (typeof value === "bigint") return "int";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  return value.kind === "list" ? "[]interface {}" : "map[string]string";
}
