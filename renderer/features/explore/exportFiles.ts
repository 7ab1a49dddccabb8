import type { ColumnView } from "../../charts/SeriesBuffer.ts";
import { type ExploreSeries, fullName } from "./exploreSeries.ts";

/** A row a step: ISO time, then one column a series; a gap is an empty cell. */
export function toCsv(view: ColumnView, series: readonly ExploreSeries[]): string {
  const head = ["time", ...series.map((each) => fullName(each.series))].map(quoted).join(",");
  const rows = Array.from(view.timesMs, (timeMs, row) =>
    [
      new Date(timeMs).toISOString(),
      ...series.map(({ column }) => {
        const value = view.values[column]?.[row] ?? Number.NaN;
        return Number.isNaN(value) ? "" : String(value);
      }),
    ].join(","),
  );
  return `${[head, ...rows].join("\r\n")}\r\n`;
}

/** A cell that begins like a formula is text for a spreadsheet too. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** `midwatch-2026-11-19T02-14-22Z.csv` */
export function fileName(nowMs: number, extension: string): string {
  return `midwatch-${new Date(nowMs).toISOString().slice(0, 19).replaceAll(":", "-")}Z.${extension}`;
}
