/** How a chart's value axis is chosen. Values are in the series' base unit. */
export type YRule =
  /** Bounds that never move, such as 0 to 1 for a share. */
  | { readonly kind: "fixed"; readonly min: number; readonly max: number }
  /** From zero to a round value above the data, at least `least`. */
  | { readonly kind: "fromZero"; readonly least: number }
  /** From zero, below it where the data is; an end that is given stays. */
  | { readonly kind: "auto"; readonly min: number | null; readonly max: number | null }
  /** Round values around the data, spanning at least `span`: temperature, power, memory. */
  | { readonly kind: "around"; readonly span: number };

export interface YScale {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
}

const roundSteps = [1, 2, 2.5, 5, 10];

/** Bounds on round values with 3 to 5 ticks. `unit` is one displayed unit in the base unit (GiB in bytes), so that labels are round. */
export function yScale(rule: YRule, dataMin: number, dataMax: number, unit: number): YScale {
  if (rule.kind === "fixed") return withTicks(rule.min, rule.max, (rule.max - rule.min) / 2);
  const known = Number.isFinite(dataMin) && Number.isFinite(dataMax);
  if (rule.kind === "fromZero") {
    const top = Math.max(known ? dataMax : 0, rule.least);
    return evenScale(0, top, unit);
  }
  if (rule.kind === "auto") {
    const low = rule.min ?? Math.min(0, known ? dataMin : 0);
    const high = rule.max ?? Math.max(0, known ? dataMax : 0);
    return high > low ? evenScale(low, high, unit) : evenScale(low, low + unit, unit);
  }
  if (!known) return evenScale(0, rule.span, unit);
  const middle = (dataMin + dataMax) / 2;
  const half = Math.max(dataMax - dataMin, rule.span) / 2;
  return evenScale(Math.max(0, Math.min(dataMin, middle - half)), Math.max(dataMax, middle + half), unit);
}

/** The smallest round step that covers the data in 2 to 4 intervals. */
function evenScale(low: number, high: number, unit: number): YScale {
  const span = (high - low) / unit || 1;
  let magnitude = 10 ** Math.floor(Math.log10(span / 4));
  for (;;) {
    for (const factor of roundSteps) {
      const step = factor * magnitude * unit;
      const min = Math.floor(low / step + 1e-9) * step;
      const max = Math.ceil(high / step - 1e-9) * step;
      if (Math.round((max - min) / step) <= 4 && max > min) return withTicks(min, max, step);
    }
    magnitude *= 10;
  }
}

function withTicks(min: number, max: number, step: number): YScale {
  const count = Math.round((max - min) / step);
  const every = count === 4 ? 2 : 1;
  const ticks: number[] = [];
  for (let i = 0; i <= count; i += every) ticks.push(min + i * step);
  return { min, max, ticks };
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const timeSteps = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 5, 7, 14].map((n) => n * day),
];

/** Round clock times in a window, at most five and `mostTicks`; `offsetMs` is the zone's offset from UTC. */
export function timeTicks(fromMs: number, toMs: number, mostTicks: number, offsetMs: number): readonly number[] {
  const most = Math.max(2, Math.min(5, mostTicks));
  const step = timeSteps.find((candidate) => (toMs - fromMs) / candidate <= most) ?? 14 * day;
  const ticks: number[] = [];
  for (let t = Math.ceil((fromMs + offsetMs) / step) * step - offsetMs; t <= toMs; t += step) ticks.push(t);
  return ticks;
}

export type ClockZone = "utc" | "local";

export function zoneOffsetMs(atMs: number, zone: ClockZone): number {
  return zone === "utc" ? 0 : -new Date(atMs).getTimezoneOffset() * minute;
}

/** `02:14:22`, with the zone already chosen by the setting. */
export function clockText(atMs: number, zone: ClockZone): string {
  return new Date(atMs + zoneOffsetMs(atMs, zone)).toISOString().slice(11, 19);
}

/** An axis label as precise as the window needs: seconds, minutes, or the date. */
export function tickText(atMs: number, rangeMs: number, zone: ClockZone): string {
  const text = new Date(atMs + zoneOffsetMs(atMs, zone)).toISOString();
  if (rangeMs <= 4 * minute) return text.slice(11, 19);
  if (rangeMs <= 2 * day) return text.slice(11, 16);
  return text.slice(5, 10);
}
