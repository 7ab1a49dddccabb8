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

/** The chart as it is drawn, on the panel's ground. */
export async function toPng(container: HTMLElement, ground: string): Promise<Blob> {
  const drawn = container.querySelector("canvas");
  if (!drawn) throw new Error("No chart is drawn");
  const picture = document.createElement("canvas");
  picture.width = drawn.width;
  picture.height = drawn.height;
  const context = picture.getContext("2d");
  if (!context) throw new Error("This browser gives no canvas to draw on");
  context.fillStyle = ground;
  context.fillRect(0, 0, picture.width, picture.height);
  context.drawImage(drawn, 0, 0);
  return new Promise((resolve, reject) => {
    picture.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The picture could not be made"))), "image/png");
  });
}

/** `midwatch-2026-11-19T02-14-22Z.csv` */
export function fileName(nowMs: number, extension: string): string {
  return `midwatch-${new Date(nowMs).toISOString().slice(0, 19).replaceAll(":", "-")}Z.${extension}`;
}
