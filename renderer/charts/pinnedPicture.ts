import { DisposableStore, toDisposable } from "../../shared/base/disposable.ts";
import { formatValue } from "../../shared/domain/format/units.ts";
import type { ChartColumns, PinnedChart } from "../../shared/domain/incident/entry.ts";
import { Chart } from "./Chart.ts";
import { ChartSync } from "./ChartSync.ts";
import { watchChartTheme } from "./chartColours.ts";
import { toPng } from "./picture.ts";
import { newestOf, pinnedContent, pinnedOptions } from "./pinnedChart.ts";

const widthPx = 960;
const heightPx = 260;
const noZoom = { to: () => {}, leave: () => {} };

/** A pinned chart as a PNG of one size, however large it was on the screen; times on it are UTC. */
export async function pinnedPicture(chart: PinnedChart, columns: ChartColumns): Promise<Uint8Array<ArrayBuffer>> {
  const owned = new DisposableStore();
  try {
    const holder = document.createElement("div");
    Object.assign(holder.style, { position: "fixed", left: `${-2 * widthPx}px`, top: "0" });
    Object.assign(holder.style, { width: `${widthPx}px`, height: `${heightPx}px` });
    holder.setAttribute("aria-hidden", "true");
    document.body.append(holder);
    owned.add(toDisposable(() => holder.remove()));
    const theme = owned.add(watchChartTheme(document.documentElement));
    const sync = owned.add(new ChartSync(noZoom));
    const drawn = owned.add(new Chart(holder, pinnedOptions(chart, columns), theme, sync));
    drawn.setContent(pinnedContent(chart, columns, "utc"));
    await twoFrames();
    const picture = await toPng(holder, {
      heading: [
        `${chart.title}  ${new Date(chart.toMs).toISOString().slice(0, 19).replace("T", " ")} UTC`,
        chart.exprs.join("  ").replaceAll(/\s+/g, " "),
      ],
      legend: chart.lines.map(({ label, slot }, index) => {
        const newest = newestOf(columns.values[index]);
        const text = Number.isNaN(newest) ? "none" : formatValue(newest, chart.unit);
        return { colour: theme.colours.series[slot - 1] ?? null, text: `${label}  ${text}` };
      }),
    });
    return new Uint8Array(await picture.arrayBuffer());
  } finally {
    owned.dispose();
  }
}

/** What is asked to be drawn is drawn in the next frame. */
function twoFrames(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
}
