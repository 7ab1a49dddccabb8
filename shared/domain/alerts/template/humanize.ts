import { goFloat } from "./goPrintf.ts";

const large = ["k", "M", "G", "T", "P", "E", "Z", "Y"] as const;
const largeBinary = ["ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"] as const;
const small = ["m", "u", "n", "p", "f", "a", "z", "y"] as const;

function four(value: number): string {
  return goFloat(value, "g", 4);
}

function scaledUp(value: number, base: number, prefixes: readonly string[]): string {
  let size = value;
  let prefix = "";
  for (const next of prefixes) {
    if (Math.abs(size) < base) break;
    prefix = next;
    size /= base;
  }
  return four(size) + prefix;
}

function scaledDown(value: number): string {
  let size = value;
  let prefix = "";
  for (const next of small) {
    if (Math.abs(size) >= 1) break;
    prefix = next;
    size *= 1000;
  }
  return four(size) + prefix;
}

/** `1.235k`: prefixes of 1000. */
export function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return four(value);
  return Math.abs(value) >= 1 ? scaledUp(value, 1000, large) : scaledDown(value);
}

/** `1.206ki`: prefixes of 1024. */
export function humanize1024(value: number): string {
  return Math.abs(value) <= 1 || !Number.isFinite(value) ? four(value) : scaledUp(value, 1024, largeBinary);
}

/** Seconds as `1d 2h 3m 4s`, `12.3s` or `45ms`. */
export function humanizeDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return four(seconds);
  if (seconds === 0) return `${four(seconds)}s`;
  if (Math.abs(seconds) < 1) return `${scaledDown(seconds)}s`;
  const sign = seconds < 0 ? "-" : "";
  const whole = Math.trunc(Math.abs(seconds));
  const parts = [whole % 60, Math.trunc(whole / 60) % 60, Math.trunc(whole / 3600) % 24, Math.trunc(whole / 86_400)];
  const [second = 0, minute = 0, hour = 0, day = 0] = parts;
  if (day > 0) return `${sign}${day}d ${hour}h ${minute}m ${second}s`;
  if (hour > 0) return `${sign}${hour}h ${minute}m ${second}s`;
  if (minute > 0) return `${sign}${minute}m ${second}s`;
  return `${sign}${four(Math.abs(seconds))}s`;
}

/** A ratio as `12.34%`. */
export function humanizePercentage(ratio: number): string {
  return `${four(ratio * 100)}%`;
}

/** Unix seconds as `2026-11-25 02:14:22.5 +0000 UTC`. */
export function humanizeTimestamp(seconds: number): string {
  if (!Number.isFinite(seconds) || Math.abs(seconds) > 8.64e12) return four(seconds);
  const text = new Date(seconds * 1000).toISOString();
  const fraction = text.slice(20, 23).replace(/0+$/, "");
  return `${text.slice(0, 10)} ${text.slice(11, 19)}${fraction === "" ? "" : `.${fraction}`} +0000 UTC`;
}
