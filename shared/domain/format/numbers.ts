/** Stands where a value is missing: a word, so that it can be read out and never looks like a zero. */
export const noValue = "none";

/** A figure's text with a minus sign, as wide as a plus, for its hyphen; without a sign where all of its digits are zero. */
export function signed(text: string): string {
  if (!text.startsWith("-")) return text;
  return /^-[0.,]*$/.test(text) ? text.slice(1) : `\u2212${text.slice(1)}`;
}

function fixed(value: number, decimals: number): string {
  return signed(value.toFixed(decimals));
}

/** Three significant digits for what follows a prefix: 8.42, 84.2, 842. */
function threeDigits(value: number): string {
  const size = Math.abs(value);
  if (size < 9.995) return fixed(value, 2);
  return fixed(value, size < 99.95 ? 1 : 0);
}

const siPrefixes = ["", "k", "M", "G", "T", "P", "E"] as const;
const binaryPrefixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"] as const;

function scaled(value: number, base: number, prefixes: readonly string[], unit: string): string {
  let size = Math.abs(value);
  let step = 0;
  // 999.5 already rounds to four digits.
  while (size >= base * 0.9995 && step < prefixes.length - 1) {
    size /= base;
    step += 1;
  }
  const scaledValue = value / base ** step;
  const digits = step === 0 && Number.isInteger(value) ? fixed(value, 0) : threeDigits(scaledValue);
  return `${digits} ${prefixes[step]}${unit}`.trimEnd();
}

/** `71.5 GiB`: powers of 1024, as memory and disks are sized here. */
export function formatBytes(bytes: number): string {
  return Number.isFinite(bytes) ? scaled(bytes, 1024, binaryPrefixes, "B") : noValue;
}

/** `1.28 GB/s` with unit `B/s`, `42.0 k` with none: powers of 1000. */
export function formatSi(value: number, unit: string): string {
  return Number.isFinite(value) ? scaled(value, 1000, siPrefixes, unit) : noValue;
}

/** 0..1 as `98.7 %`. */
export function formatRatioPercent(ratio: number, decimals = 1): string {
  return Number.isFinite(ratio) ? `${fixed(ratio * 100, decimals)} %` : noValue;
}

/** `612 W` */
export function formatWatts(watts: number, decimals = 0): string {
  return Number.isFinite(watts) ? `${fixed(watts, decimals)} W` : noValue;
}

/** Clocks in `1755 MHz`, the unit they are spoken of in. */
export function formatHertz(hertz: number): string {
  return Number.isFinite(hertz) ? `${fixed(hertz / 1e6, 0)} MHz` : noValue;
}

/** `87 C` with the degree sign. */
export function formatCelsius(celsius: number): string {
  return Number.isFinite(celsius) ? `${fixed(celsius, 0)} \u00b0C` : noValue;
}
