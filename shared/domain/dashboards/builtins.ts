import type { Lookup, ScopedValue } from "./interpolate.ts";

/** What `$__interval` and its kin stand for while a panel is drawn. */
export interface TimeScope {
  readonly fromMs: number;
  readonly toMs: number;
  /** Between two steps of the answer. */
  readonly stepMs: number;
  /** How often the source takes samples, or the panel's own least step. */
  readonly scrapeIntervalMs: number;
}

export type Values = ReadonlyMap<string, ScopedValue>;

/** Variables first, then the built-in names. */
export function lookupOf(values: Values, time: TimeScope, title = ""): Lookup {
  return (name, format) => {
    const value = values.get(name);
    if (!value) return builtin(name, format, time, title);
    // A value may itself be a built-in (`$__rate_interval` among the choices of an interval).
    if (value.values.some((item) => item.includes("$__"))) return withBuiltins(value, time, title);
    return value;
  };
}

function withBuiltins(value: ScopedValue, time: TimeScope, title: string): ScopedValue {
  const resolve = (text: string) =>
    text.replace(/\$(__\w+)|\$\{(__\w+)\}/g, (whole, a, b) => builtin(a ?? b, null, time, title) ?? whole);
  return { ...value, values: value.values.map(resolve) };
}

function builtin(name: string, format: string | null, time: TimeScope, title: string): string | null {
  const rangeMs = time.toMs - time.fromMs;
  const rateMs = rateIntervalMs(time);
  switch (name) {
    case "__interval":
      return durationText(time.stepMs);
    case "__interval_ms":
      return String(time.stepMs);
    case "__rate_interval":
      return durationText(rateMs);
    case "__rate_interval_ms":
      return String(rateMs);
    case "__range":
      return durationText(Math.max(1000, Math.round(rangeMs / 1000) * 1000));
    case "__range_s":
      return String(Math.round(rangeMs / 1000));
    case "__range_ms":
      return String(rangeMs);
    case "__from":
      return timeText(time.fromMs, format);
    case "__to":
      return timeText(time.toMs, format);
    case "__dashboard":
      return title;
    case "__timezone":
      return "utc";
    case "__auto":
      return durationText(time.stepMs);
    default:
      return null;
  }
}

/** Four samples fit in for certain, whatever the step. */
export function rateIntervalMs({ stepMs, scrapeIntervalMs }: TimeScope): number {
  return Math.max(stepMs + scrapeIntervalMs, 4 * scrapeIntervalMs);
}

const units = [
  { text: "d", ms: 86_400_000 },
  { text: "h", ms: 3_600_000 },
  { text: "m", ms: 60_000 },
  { text: "s", ms: 1000 },
  { text: "ms", ms: 1 },
];

/** As PromQL writes it: `90s`, `5m`, `250ms`. */
export function durationText(durationMs: number): string {
  const whole = Math.max(1, Math.round(durationMs));
  const unit = units.find(({ ms }) => whole % ms === 0) ?? { text: "ms", ms: 1 };
  return `${whole / unit.ms}${unit.text}`;
}

function timeText(atMs: number, format: string | null): string {
  if (format === null || !format.startsWith("date")) return String(atMs);
  const date = new Date(atMs);
  if (Number.isNaN(date.getTime())) return String(atMs);
  const wanted = format.slice("date:".length);
  if (wanted === "" || wanted === "iso") return date.toISOString();
  if (wanted === "seconds") return String(Math.floor(atMs / 1000));
  const iso = date.toISOString();
  const parts: Readonly<Record<string, string>> = {
    YYYY: iso.slice(0, 4),
    MM: iso.slice(5, 7),
    DD: iso.slice(8, 10),
    HH: iso.slice(11, 13),
    mm: iso.slice(14, 16),
    ss: iso.slice(17, 19),
  };
  return wanted.replace(/YYYY|MM|DD|HH|mm|ss/g, (part) => parts[part] ?? part);
}
