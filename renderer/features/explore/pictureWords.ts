import { formatValue, type Unit } from "../../../shared/domain/format/units.ts";
import type { PictureWords } from "../../charts/picture.ts";
import { type ClockZone, zoneOffsetMs } from "../../charts/scales.ts";
import { drawnSeries, type Picked } from "./drawnSeries.ts";
import type { ExploreView } from "./exploreView.ts";
import type { Answers } from "./useAnswers.ts";

/** The queries that are drawn, their source and time, and what each line is with its newest value. */
export function pictureWords(
  { queries, source, kind }: ExploreView,
  { series, exprs, toMs }: Answers,
  shown: {
    readonly limits: ReadonlySet<string>;
    readonly picked: Picked;
    readonly slots: ReadonlyMap<string, number>;
    readonly unit: Unit;
    readonly rangeMs: number;
    readonly zone: ClockZone;
  },
): PictureWords {
  const { limits, picked, slots, unit, rangeMs, zone } = shown;
  const asked = queries.filter(({ expr, hidden }) => !hidden && expr.trim() !== "");
  const time = (atMs: number) => new Date(atMs + zoneOffsetMs(atMs, zone)).toISOString().slice(0, 19).replace("T", " ");
  const when = toMs === null ? "" : `, ${time(toMs - rangeMs)} to ${time(toMs)}${zone === "utc" ? " UTC" : ""}`;
  const measured = series.filter(({ queryId }) => !limits.has(queryId));
  const drawn = kind === "heatmap" ? [] : drawnSeries(measured, picked);
  const style = getComputedStyle(document.documentElement);
  return {
    heading: [
      ...asked.map(({ id, expr }) => `${id}  ${(exprs.get(id) ?? expr).replace(/\s+/g, " ")}`),
      `${source === "local" ? "This console" : source}${when}`,
    ],
    legend: drawn.map(({ key, label, last }) => ({
      colour: style.getPropertyValue(`--s${slots.get(key) ?? 1}`).trim(),
      text: `${label}  ${Number.isNaN(last) ? "none" : formatValue(last, unit)}`,
    })),
  };
}
