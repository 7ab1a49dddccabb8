import { formatDuration, formatSpan } from "./duration.ts";
import { formatBytes, formatRatioPercent, formatSi, noValue, signed } from "./numbers.ts";

/** What a value is measured in. Values are always in the base unit: seconds, bytes, a ratio of 1, hertz. */
export const units = [
  "none",
  "seconds",
  "bytes",
  "ratio",
  "perSecond",
  "bytesPerSecond",
  "secondsPerSecond",
  "watts",
  "joules",
  "volts",
  "amperes",
  "celsius",
  "hertz",
  "meters",
  "grams",
  /** Unix time in seconds. */
  "timestamp",
] as const;
export type Unit = (typeof units)[number];

/** A unit as an axis shows it: `size` base units each, such as 0.001 for `ms` of seconds. */
export interface DisplayUnit {
  readonly text: string;
  readonly size: number;
}

/** The unit of an axis; `tick` writes a value of it. */
export interface AxisUnit extends DisplayUnit {
  readonly tick: (value: number) => string;
}

const kibibyte = 1024;
const binary = (suffix: string): readonly DisplayUnit[] =>
  ["", "Ki", "Mi", "Gi", "Ti", "Pi"].map((prefix, power) => ({
    text: `${prefix}B${suffix}`,
    size: kibibyte ** power,
  }));
const decimal = (unit: string, from = 0): readonly DisplayUnit[] =>
  ["n", "µ", "m", "", "k", "M", "G", "T", "P"]
    .map((prefix, index) => ({ text: `${prefix}${unit}`, size: 1000 ** (index - 3) }))
    .filter(({ size }) => size >= 1000 ** from);

const displays: Readonly<Record<Unit, readonly DisplayUnit[]>> = {
  none: decimal(""),
  seconds: [
    ...decimal("s", -3).filter(({ size }) => size <= 1),
    { text: "min", size: 60 },
    { text: "h", size: 3600 },
    { text: "d", size: 86_400 },
  ],
  bytes: binary(""),
  bytesPerSecond: decimal("B/s"),
  ratio: [{ text: "%", size: 0.01 }],
  secondsPerSecond: [{ text: "s/s", size: 1 }],
  perSecond: decimal("/s"),
  watts: decimal("W", -1),
  joules: decimal("J"),
  volts: decimal("V", -1),
  amperes: decimal("A", -1),
  celsius: [{ text: "°C", size: 1 }],
  hertz: decimal("Hz"),
  meters: decimal("m", -1),
  grams: decimal("g", -1),
  timestamp: [{ text: "", size: 1 }],
};

/** Below one, a bare number or a rate reads better with decimals than with a prefix. */
const wholeAtLeast: ReadonlySet<Unit> = new Set(["none", "perSecond", "bytes", "bytesPerSecond", "hertz", "joules"]);

/** The display in which `largest` (by size, in the base unit) has one to three digits before the point. */
export function displayUnit(unit: Unit, largest: number): DisplayUnit {
  const all = displays[unit].filter(({ size }) => !wholeAtLeast.has(unit) || size >= 1);
  const size = Math.abs(largest);
  // Hours begin to read better than minutes at two of them.
  const reaches = (display: DisplayUnit) => size >= display.size * (unit === "seconds" && display.size > 1 ? 2 : 1);
  return all.findLast(reaches) ?? all[0] ?? { text: "", size: 1 };
}

/** A tick's figure without its unit, at most four digits: `0.5`, `400`, `1250`. */
export function formatTick(value: number, display: DisplayUnit): string {
  return signed(String(Number((value / display.size).toPrecision(4))));
}

/**
 * The unit of an axis up to `largest`. Durations from minutes up and counts have none over the chart: each tick says its
 * own (`2m30s`, `1.2k`), as the values beside it do.
 */
export function axisUnit(unit: Unit, largest: number): AxisUnit {
  const display = displayUnit(unit, largest);
  if (unit === "none") return { text: "", size: display.size, tick: countTick };
  if (unit === "seconds" && display.size >= 60) return { text: "", size: display.size, tick: durationTick };
  return { ...display, tick: (value) => formatTick(value, display) };
}

function countTick(value: number): string {
  const { text, size } = displayUnit("none", value);
  return `${formatTick(value, { text, size })}${text}`;
}

/** To the second: ticks of minutes are nothing finer. */
function durationTick(value: number): string {
  const seconds = Math.round(Math.abs(value));
  return seconds === 0 ? "0" : signed(`${value < 0 ? "-" : ""}${formatSpan(seconds * 1000)}`);
}

const siText: Readonly<Partial<Record<Unit, string>>> = {
  perSecond: "/s",
  bytesPerSecond: "B/s",
  watts: "W",
  joules: "J",
  volts: "V",
  amperes: "A",
  hertz: "Hz",
  meters: "m",
  grams: "g",
};

/** One value in words for legends, tooltips and tables: `8.42 s`, `640 ms`, `98.7 %`, `1.28 GB/s`. NaN and infinities by name. */
export function formatValue(value: number, unit: Unit): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  switch (unit) {
    case "seconds":
      return formatSeconds(value);
    case "bytes":
      return formatBytes(value);
    case "ratio":
      return `${significant(value * 100)} %`;
    case "celsius":
      return `${significant(value)} °C`;
    case "secondsPerSecond":
      return `${significant(value)} s/s`;
    case "timestamp":
      return formatTimestamp(value);
    case "none":
      return formatPlain(value, "");
    default:
      return formatPlain(value, siText[unit] ?? "");
  }
}

/** As `formatValue`, for narrow columns: a share of less than one percent has two decimals there, and `<0.01 %` says that there is one. */
export function formatBrief(value: number, unit: Unit): string {
  if (unit !== "ratio" || value === 0 || !(Math.abs(value) < 0.01)) return formatValue(value, unit);
  return value > 0 && value < 0.0001 ? "<0.01 %" : formatRatioPercent(value, 2);
}

/** Small figures keep three significant digits, which `formatSi` would round away. */
function formatPlain(value: number, text: string): string {
  const size = Math.abs(value);
  if (size > 0 && size < 1) return `${significant(value)} ${text}`.trimEnd();
  return formatSi(value, text);
}

function formatSeconds(value: number): string {
  const size = Math.abs(value);
  if (size >= 60) return formatDuration(value);
  if (size >= 1 || size === 0) return `${significant(value)} s`;
  const { text, size: scale } = displayUnit("seconds", value);
  return `${significant(value / scale)} ${text}`;
}

function formatTimestamp(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? noValue : `${date.toISOString().slice(0, 19).replace("T", " ")}Z`;
}

function significant(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 1e-3) return signed(value.toExponential(2));
  const decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 2 - Math.floor(Math.log10(size));
  return signed(value.toFixed(Math.min(decimals, 6)));
}
