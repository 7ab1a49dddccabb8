import { counterRates } from "../../../shared/domain/anomaly/counterRates.ts";
import { anomalyParameters } from "../../../shared/domain/anomaly/parameters.ts";
import { normalNoise } from "../../builders/noisySeries.ts";
import { seededRandom } from "../../doubles/seededRandom.ts";

const { stepMs, quarterMs, quarters } = anomalyParameters;
const { NaN: gap } = Number;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export const faultKinds = [
  "spike",
  "level shift",
  "slow leak",
  "seasonality broken",
  "variance change",
  "missing data",
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** What a series is when nothing is wrong with it. */
const families = ["flat", "daily", "weekly", "heavy tails", "autocorrelated", "counter", "young"] as const;
type Family = (typeof families)[number];

export interface LabelledSeries {
  /** A sample a quarter of an hour, up to when it is watched, and the last one's time; none of a young series. */
  readonly past: Float64Array;
  readonly pastEndMs: number;
  /** A value a step from `startMs` on. */
  readonly values: Float64Array;
  readonly startMs: number;
  readonly family: Family;
  /** Null where nothing is wrong. Unix ms. */
  readonly fault: { readonly kind: FaultKind; readonly fromMs: number; readonly toMs: number } | null;
  /** When releases made a step, as the timeline tells it. */
  readonly releasesMs: readonly number[];
}

const watchedMs = 14 * hourMs;
/** A fault begins somewhere in the middle: something is known before, and there is time to see it. */
const faultWindow = { fromMs: 5 * hourMs, toMs: 7 * hourMs };
const level = 100;
const sigma = 2;

/**
 * A series that is watched for fourteen hours after two weeks of past. Each has gaps of some minutes, single wild samples, and some a
 * release that moves it: none of these is a fault.
 */
export function labelledSeries(kind: FaultKind | null, seed: number): LabelledSeries {
  const random = seededRandom(seed);
  const between = (low: number, high: number) => low + (high - low) * random();
  const family = familyFor(kind, random);
  const startMs = Date.UTC(2026, 10, 2) + Math.floor(random() * 7 * 24) * hourMs;
  const steps = watchedMs / stepMs;
  const offset = startMs - 0;
  const cycle = cycleOf(family, between(6, 10) * sigma, between(0, dayMs));
  const noise = noiseOf(family, seed + 1);
  const fault = faultOf(kind, startMs + between(faultWindow.fromMs, faultWindow.toMs), between, cycle);
  const hasRelease = random() < 0.3 && kind !== "slow leak";
  const release = { atMs: startMs + between(2.2, 2.6) * hourMs, by: between(8, 15) * sigma };

  const usual = (timeMs: number) => level + cycle(timeMs);
  const pastEndMs = Math.floor((offset - 1) / quarterMs) * quarterMs;
  const past =
    family === "young"
      ? new Float64Array(0)
      : Float64Array.from(
          { length: quarters },
          (_, i) => usual(pastEndMs - (quarters - 1 - i) * quarterMs) + sigma * noise(),
        );
  const values = Float64Array.from({ length: steps }, (_, step) => {
    const timeMs = startMs + step * stepMs;
    const moved = hasRelease && timeMs >= release.atMs ? release.by : 0;
    return usual(timeMs) + moved + fault.change(timeMs) + sigma * fault.widen(timeMs) * noise();
  });
  addDecoys(values, random);
  for (let step = 0; step < steps; step += 1) if (fault.isMissing(startMs + step * stepMs)) values[step] = gap;
  return {
    past,
    pastEndMs,
    values: family === "counter" ? ratesOfCounter(values, random) : values,
    startMs,
    fault: fault.label,
    releasesMs: hasRelease ? [release.atMs] : [],
    family,
  };
}

function familyFor(kind: FaultKind | null, random: () => number): Family {
  const fitting = families.filter((family) => {
    if (kind === "seasonality broken") return family === "daily" || family === "weekly";
    // Without days to compare with, a leak cannot be told from a morning.
    return kind !== "slow leak" || family !== "young";
  });
  return fitting[Math.floor(random() * fitting.length)] ?? "flat";
}

function cycleOf(family: Family, height: number, phaseMs: number): (timeMs: number) => number {
  const daily = (timeMs: number) => height * Math.sin(((timeMs + phaseMs) / dayMs) * 2 * Math.PI);
  switch (family) {
    case "daily":
      return daily;
    case "weekly":
      // Calm on two days of seven; 1970 began on a Thursday.
      return (timeMs) => daily(timeMs) * ((timeMs / dayMs) % 7 >= 2 && (timeMs / dayMs) % 7 < 4 ? 0.3 : 1);
    default:
      return () => 0;
  }
}

/** Of a standard deviation of about one. */
function noiseOf(family: Family, seed: number): () => number {
  const normal = normalNoise(seed);
  if (family === "heavy tails") {
    // Student's t with three degrees of freedom.
    return () => normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3) / Math.sqrt(3);
  }
  if (family !== "autocorrelated") return normal;
  let last = 0;
  return () => {
    last = 0.6 * last + 0.8 * normal();
    return last;
  };
}

interface Fault {
  readonly label: LabelledSeries["fault"];
  change(timeMs: number): number;
  /** How many times as wide the noise is. */
  widen(timeMs: number): number;
  isMissing(timeMs: number): boolean;
}

function faultOf(
  kind: FaultKind | null,
  fromMs: number,
  between: (low: number, high: number) => number,
  cycle: (timeMs: number) => number,
): Fault {
  const none = { change: () => 0, widen: () => 1, isMissing: () => false };
  if (kind === null) return { ...none, label: null };
  const sign = between(0, 1) < 0.5 ? -1 : 1;
  const lasting = (forMs: number) => {
    const toMs = fromMs + forMs;
    return { label: { kind, fromMs, toMs }, holds: (timeMs: number) => timeMs >= fromMs && timeMs <= toMs };
  };
  switch (kind) {
    case "spike": {
      const { label, holds } = lasting(between(2, 8) * minuteMs);
      const by = sign * between(9, 16) * sigma;
      return { ...none, label, change: (timeMs) => (holds(timeMs) ? by : 0) };
    }
    case "level shift": {
      const { label, holds } = lasting(2 * hourMs);
      const by = sign * between(4, 9) * sigma;
      return { ...none, label, change: (timeMs) => (holds(timeMs) ? by : 0) };
    }
    case "slow leak": {
      const { label } = lasting(between(4, 7) * hourMs);
      const most = between(12, 20) * sigma;
      const share = (timeMs: number) => Math.max(0, (timeMs - fromMs) / (label.toMs - fromMs));
      return { ...none, label, change: (timeMs) => (share(timeMs) > 1 ? 0 : most * share(timeMs)) };
    }
    case "seasonality broken": {
      const { label, holds } = lasting(6 * hourMs);
      const lateMs = between(8, 12) * hourMs;
      return {
        ...none,
        label,
        change: (timeMs) => (holds(timeMs) ? cycle(timeMs - lateMs) - cycle(timeMs) : 0),
      };
    }
    case "variance change": {
      const { label, holds } = lasting(between(1.5, 3) * hourMs);
      const factor = between(3, 5);
      return { ...none, label, widen: (timeMs) => (holds(timeMs) ? factor : 1) };
    }
    case "missing data": {
      const { label, holds } = lasting(between(20, 90) * minuteMs);
      return { ...none, label, isMissing: holds };
    }
  }
}

/** Gaps of a few minutes and single wild samples, here and there. */
function addDecoys(values: Float64Array, random: () => number): void {
  for (let i = 0; i < 4; i += 1) {
    const from = Math.floor(random() * values.length);
    values.fill(gap, from, from + 2 + Math.floor(random() * 7));
    const wild = Math.floor(random() * values.length);
    values[wild] = (values[wild] ?? 0) + 40 * sigma;
  }
}

/** The values as a counter tells them that begins again a few times, and as its rates are read. */
function ratesOfCounter(values: Float64Array, random: () => number): Float64Array {
  const resets = new Set(Array.from({ length: 3 }, () => Math.floor(random() * values.length)));
  let total = 0;
  let last = level;
  const counter = values.map((value, step) => {
    if (resets.has(step)) total = 0;
    // It goes on counting while nobody reads it.
    if (!Number.isNaN(value)) last = value;
    total += (last * stepMs) / 1000;
    return Number.isNaN(value) ? gap : total;
  });
  return counterRates(counter, stepMs);
}
