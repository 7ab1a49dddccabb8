import { formatDurationMs } from "../promql/numberLiteral.ts";
import { noValue, signed } from "./numbers.ts";

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** A span that was set, not measured, by what it is made of: `5 s`, `1m`, `1m30s`, `2h`; `800 ms`. */
export function formatSpan(ms: number): string {
  return formatDurationMs(ms).replace(/^(\d+)(m?s)$/, "$1 $2");
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/**
 * A span of time in two units at most: `820 ms`, `8.42 s`, `42 s`, `4m12s`, `4h28m`, `41 d 7 h`. Rounds down, so that
 * an age never shows time that has not passed.
 */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return noValue;
  if (seconds < 0) return signed(`-${formatDuration(-seconds)}`);
  if (seconds < 1) return `${Math.floor(seconds * 1000)} ms`;
  if (seconds < 10) return `${(Math.floor(seconds * 100 + 1e-6) / 100).toFixed(2)} s`;
  const whole = Math.floor(seconds);
  if (whole < minute) return `${whole} s`;
  if (whole < hour) return `${Math.floor(whole / minute)}m${twoDigits(whole % minute)}s`;
  if (whole < day) return `${Math.floor(whole / hour)}h${twoDigits(Math.floor((whole % hour) / minute))}m`;
  return `${Math.floor(whole / day)} d ${Math.floor((whole % day) / hour)} h`;
}
