import type { Unit } from "../../shared/domain/format/units.ts";
import type { OwnColumns, PinnedChart } from "../../shared/domain/incident/entry.ts";
import type { ChartContent } from "./chartTypes.ts";

/** A chart as it is drawn now, to be kept: its samples are copies, for those of a live chart move on. */
export function pinOf(
  { lines, view, window, thresholds }: Pick<ChartContent, "lines" | "view" | "window" | "thresholds">,
  about: {
    readonly title: string;
    readonly unit: Unit;
    readonly whole: boolean;
    readonly source: string;
    readonly exprs: readonly string[];
  },
): { readonly chart: PinnedChart; readonly columns: OwnColumns } {
  return {
    chart: {
      kind: "chart",
      ...about,
      exprs: [...about.exprs],
      fromMs: window.fromMs,
      toMs: window.toMs,
      limits: thresholds.map(({ value, label }) => ({ value, label })),
      lines: lines.map(({ label, slot }) => ({ label, slot })),
    },
    columns: { timesMs: view.timesMs.slice(), values: view.values.map((column) => column.slice()) },
  };
}
