import type { ReactNode, RefObject } from "react";
import type { Unit } from "../../../shared/domain/format/units.ts";
import { cx } from "../../ui/cx.ts";
import { assignSlots, drawnSeries, type Picked } from "./drawnSeries.ts";
import styles from "./Explore.module.css";
import { ExploreChart } from "./ExploreChart.tsx";
import { ExploreHeatmap } from "./ExploreHeatmap.tsx";
import type { ExploreSeries } from "./exploreSeries.ts";
import type { ExploreKind } from "./exploreView.ts";
import { LatestTable } from "./LatestTable.tsx";
import { limitLines } from "./limits.ts";
import { SeriesLegend } from "./SeriesLegend.tsx";
import { StatView } from "./StatView.tsx";
import type { Answers } from "./useAnswers.ts";

/** The answers in the chosen form; what failed is said at its query, and what was drawn before stays. */
export function AnswerView({
  kind,
  answers,
  limits,
  unit,
  boundUnit,
  picked,
  heldSlots,
  onPick,
  onCopy,
  canvasRef,
  nothing,
}: {
  readonly kind: ExploreKind;
  readonly answers: Answers;
  /** Queries that are limits on the chart of the others. */
  readonly limits: ReadonlySet<string>;
  readonly unit: Unit;
  /** Of the bounds of a histogram. */
  readonly boundUnit: Unit;
  readonly picked: Picked;
  /** The colours of the drawn series; changed in place. */
  readonly heldSlots: Map<string, number>;
  readonly onPick: (picked: Picked) => void;
  readonly onCopy: () => void;
  readonly canvasRef: RefObject<HTMLDivElement | null>;
  /** Stands where no query has an answer. */
  readonly nothing: ReactNode;
}) {
  const all = answers.series;
  const measured = all.filter(({ queryId }) => !limits.has(queryId));
  const drawn = drawnSeries(measured, picked);
  const slots = assignSlots(heldSlots, drawn);
  if (all.length === 0) return nothing;
  const { earlier } = answers;
  const isAllEarlier = earlier.size > 0 && measured.every(({ queryId }) => earlier.has(queryId));
  const isFaded = ({ queryId }: ExploreSeries) => !isAllEarlier && earlier.has(queryId);
  switch (kind) {
    case "table":
      return (
        <div className={cx(styles.scroll, isAllEarlier && styles.dimmed)}>
          <LatestTable all={all} unit={unit} isFaded={isFaded} />
        </div>
      );
    case "stat":
      return (
        <div className={cx(styles.scroll, isAllEarlier && styles.dimmed)}>
          <StatView all={all} unit={unit} isFaded={isFaded} />
        </div>
      );
    case "heatmap":
      return (
        <div className={cx(styles.heatmap, isAllEarlier && styles.dimmed)}>
          <ExploreHeatmap answers={answers} series={measured} unit={unit} boundUnit={boundUnit} canvasRef={canvasRef} />
        </div>
      );
    case "line":
    case "bar":
      return (
        <div className={cx(styles.answer, isAllEarlier && styles.dimmed)}>
          <ExploreChart
            shape={kind}
            unit={unit}
            answers={answers}
            drawn={drawn}
            slots={slots}
            isFaded={isFaded}
            limits={limitLines(
              all.filter(({ queryId }) => limits.has(queryId)),
              unit,
            )}
            summary={`${drawn.length} of ${measured.length} series as ${kind === "bar" ? "bars" : "lines"}`}
            canvasRef={canvasRef}
          />
          <SeriesLegend
            all={measured}
            drawn={drawn}
            slots={slots}
            picked={picked}
            unit={unit}
            isFaded={isFaded}
            onPick={onPick}
            onCopy={onCopy}
          />
        </div>
      );
  }
}
