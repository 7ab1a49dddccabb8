import { z } from "zod";
import { units } from "../format/units.ts";
import { detectorIds } from "./detectors.ts";
import { goesOn } from "./span.ts";

/** What a series is about. */
export const watchedSubject = z.object({ kind: z.enum(["service", "host"]), name: z.string() });
export type WatchedSubject = Readonly<z.infer<typeof watchedSubject>>;

const unusualSignal = z.object({
  /** `p99`, `GPU 2 memory`. */
  title: z.string(),
  unit: z.enum(units),
  /** The newest while it is unusual; null while nothing is told. */
  value: z.number().nullable(),
  low: z.number(),
  high: z.number(),
  /** That agreed, at any time. */
  detectors: z.array(z.enum(detectorIds)).readonly(),
  sinceMs: z.number(),
});

/** What is unusual about a service or a host: series that are so within five minutes of each other are one finding. Not an alert. */
export const finding = z.object({
  id: z.string(),
  subject: watchedSubject,
  sinceMs: z.number(),
  /** The last moment that was unusual, Unix ms. */
  lastMs: z.number(),
  /** The first one first. */
  signals: z.array(unusualSignal).readonly(),
});
export type Finding = Readonly<z.infer<typeof finding>>;

/** A series that climbs to its limit, if it goes on so. */
export const limitTrend = z.object({
  subject: watchedSubject,
  title: z.string(),
  unit: z.enum(units),
  value: z.number(),
  limit: z.number(),
  /** In the unit, an hour. */
  perHour: z.number(),
  /** Until the limit: likely, at the earliest, at the latest (null: perhaps never). */
  likelyMs: z.number(),
  leastMs: z.number(),
  mostMs: z.number().nullable(),
});
export type LimitTrend = Readonly<z.infer<typeof limitTrend>>;

/** A series of which is known what is expected. */
export interface KnownSeries {
  readonly subject: WatchedSubject;
  readonly title: string;
}

/** What one pass found of one series. */
export type UnusualSignal = Omit<Finding["signals"][number], "sinceMs"> & { readonly subject: WatchedSubject };

/** The findings that go on after a pass: those of before with what is new in them, new ones, and none that ended. */
export function nextFindings(
  before: readonly Finding[],
  unusual: readonly UnusualSignal[],
  nowMs: number,
): readonly Finding[] {
  const open = new Map(before.map((one) => [subjectKey(one.subject), one]));
  for (const { subject, ...signal } of unusual) {
    const key = subjectKey(subject);
    const known = open.get(key);
    const begun: Finding = known ?? { id: `${key} ${nowMs}`, subject, sinceMs: nowMs, lastMs: nowMs, signals: [] };
    open.set(key, { ...begun, lastMs: nowMs, signals: withSignal(begun.signals, signal, nowMs) });
  }
  return [...open.values()].filter(({ sinceMs, lastMs }) => goesOn({ fromMs: sinceMs, toMs: lastMs }, nowMs));
}

export function subjectKey({ kind, name }: WatchedSubject): string {
  return `${kind} ${name}`;
}

function withSignal(
  known: Finding["signals"],
  signal: Omit<UnusualSignal, "subject">,
  nowMs: number,
): Finding["signals"] {
  const same = known.find(({ title }) => title === signal.title);
  if (!same) return [...known, { ...signal, sinceMs: nowMs }];
  const detectors = detectorIds.filter((id) => same.detectors.includes(id) || signal.detectors.includes(id));
  return known.map((one) => (one === same ? { ...signal, detectors, sinceMs: same.sinceMs } : one));
}
