import { type ComparedFigure, overOwnTime } from "../../../shared/domain/services/comparison.ts";
import type { NewestValues } from "./useNewest.ts";
import type { OwnTimes } from "./useOwnTimes.ts";

/** By figure, then by release; null for a release that was seen too shortly to say. */
export type OwnFigures = ReadonlyMap<string, ReadonlyMap<string, number | null>>;

/** What was counted in the window, for each release over its own time in it. */
export function figuresOverOwnTime(
  figures: readonly ComparedFigure[],
  values: NewestValues,
  times: OwnTimes,
  windowMs: number,
): OwnFigures {
  return new Map(
    figures.map(({ id, unit }) => [
      id,
      new Map(
        [...(values.get(id) ?? [])].map(([release, value]) => [
          release,
          overOwnTime(unit, value, windowMs, times.get(release) ?? 0),
        ]),
      ),
    ]),
  );
}
