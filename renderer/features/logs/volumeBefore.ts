import type { LogVolume } from "../../../shared/domain/logs/volume.ts";

/** Lines a step, all levels together, as a window some time before had them; step by step beside those of `volume`. */
export function totalsBefore(volume: LogVolume, before: LogVolume, shiftMs: number): readonly number[] {
  const { startMs, stepMs } = volume;
  // A source's steps begin at multiples of their own: a shift that is none moves them by less than one.
  const offset = Math.round((startMs - shiftMs - before.startMs) / stepMs);
  return Array.from({ length: stepsOf(volume) }, (_, at) =>
    before.levels.reduce((sum, { counts }) => sum + (counts[at + offset] ?? 0), 0),
  );
}

export function stepsOf({ levels }: LogVolume): number {
  return Math.max(0, ...levels.map(({ counts }) => counts.length));
}
