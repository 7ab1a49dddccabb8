import { signed } from "../../shared/domain/format/numbers.ts";

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A time span as tables show it: `48 s`, `6m`, `4h28m`, `41d7h`. */
export function formatAge(ageMs: number): string {
  const ms = Math.max(0, ageMs);
  if (ms < minuteMs) return `${Math.floor(ms / secondMs)} s`;
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)}m`;
  if (ms < dayMs) return pair(ms, hourMs, "h", minuteMs, "m");
  return pair(ms, dayMs, "d", hourMs, "h");
}

function pair(ms: number, largeMs: number, large: string, smallMs: number, small: string): string {
  const rest = Math.floor((ms % largeMs) / smallMs);
  return `${Math.floor(ms / largeMs)}${large}${rest > 0 ? `${rest}${small}` : ""}`;
}

/** `02:14:22` in UTC or the computer's own zone. */
export function formatClock(atMs: number, zone: "utc" | "local"): string {
  const date = new Date(atMs);
  const parts =
    zone === "utc"
      ? [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
      : [date.getHours(), date.getMinutes(), date.getSeconds()];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

const dayParts = { day: "numeric", month: "short" } as const;
const dayFormats = {
  utc: new Intl.DateTimeFormat("en-GB", { ...dayParts, timeZone: "UTC" }),
  local: new Intl.DateTimeFormat("en-GB", dayParts),
};

/** `19 Nov` in UTC or the computer's own zone. */
export function formatDay(atMs: number, zone: "utc" | "local"): string {
  return dayFormats[zone].format(atMs);
}

/** The computer's zone in a few letters: `CET`, `GMT+3`. */
export function localZoneName(atMs: number, locale = "en-GB"): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZoneName: "short" }).formatToParts(atMs);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "local";
}

/** By decimals, kept: making one takes many times as long as a number. */
const numberFormats = new Map<number, Intl.NumberFormat>();

/** `1,204`, with `decimals` places. */
export function formatNumber(value: number, decimals = 0): string {
  let format = numberFormats.get(decimals);
  if (!format) {
    format = new Intl.NumberFormat("en-US", { maximumFractionDigits: decimals, minimumFractionDigits: decimals });
    numberFormats.set(decimals, format);
  }
  return signed(format.format(value));
}

/** A share of a budget: `12.4 %`; infinitely more than all of it is spent where nothing is allowed. */
export function formatBudget(ratio: number): string {
  return Number.isFinite(ratio) ? `${formatNumber(ratio * 100, 1)} %` : "overspent";
}
