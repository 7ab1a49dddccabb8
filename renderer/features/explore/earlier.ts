import type { ClockZone } from "../../charts/scales.ts";
import { formatClock } from "../../ui/format.ts";
import type { ExploreSeries } from "./exploreSeries.ts";
import type { Answers } from "./useAnswers.ts";

/** The series that answer what is asked now: all but those of an earlier run of a query that is wrong. */
export function currentSeries({ series, earlier }: Pick<Answers, "series" | "earlier">): readonly ExploreSeries[] {
  return series.filter(({ queryId }) => !earlier.has(queryId));
}

/** `the run from 22:04:10`; of which queries, where there are others beside them. */
export function earlierRuns({ states, earlier }: Pick<Answers, "states" | "earlier">, zone: ClockZone): string {
  return [...earlier]
    .map(([id, atMs]) => `${states.size > 1 ? `${id}'s` : "the"} run from ${formatClock(atMs, zone)}`)
    .join(", ");
}
