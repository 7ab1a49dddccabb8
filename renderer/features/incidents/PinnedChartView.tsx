import { useEffect, useMemo, useRef, useState } from "react";
import { formatValue } from "../../../shared/domain/format/units.ts";
import type { ChartColumns, PinnedChart } from "../../../shared/domain/incident/entry.ts";
import { Chart } from "../../charts/Chart.ts";
import { useChartScreen } from "../../charts/ChartScreen.tsx";
import { newestOf, pinnedContent, pinnedOptions } from "../../charts/pinnedChart.ts";
import { useCrosshairKeys } from "../../charts/useCrosshairKeys.ts";
import { useClient } from "../../state/client.ts";
import { cx } from "../../ui/cx.ts";
import styles from "./Incidents.module.css";

/** A pinned chart, drawn from the samples that were kept with it. */
export function PinnedChartView({
  incident,
  entry,
  chart,
}: {
  readonly incident: number;
  readonly entry: number;
  readonly chart: PinnedChart;
}) {
  const { call } = useClient();
  const [columns, setColumns] = useState<ChartColumns | null>(null);
  const [problem, setProblem] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    call("incidents.pinned", { id: incident, entry }, abort.signal).then(
      (answer) => setColumns(answer.columns),
      () => setProblem(!abort.signal.aborted),
    );
    return () => abort.abort();
  }, [call, incident, entry]);
  if (problem) return <p className="fg3">Its samples could not be read.</p>;
  return columns === null ? <div className={styles.plot} /> : <Plot chart={chart} columns={columns} />;
}

function Plot({ chart, columns }: { readonly chart: PinnedChart; readonly columns: ChartColumns }) {
  const { zone, sync, theme } = useChartScreen();
  const container = useRef<HTMLDivElement>(null);
  const drawn = useRef<Chart>(null);
  const { spoken, keys } = useCrosshairKeys(drawn, sync, zone);
  const options = useMemo(() => pinnedOptions(chart, columns), [chart, columns]);
  useEffect(() => {
    if (!container.current) return undefined;
    const created = new Chart(container.current, options, theme, sync);
    created.setContent(pinnedContent(chart, columns, zone));
    drawn.current = created;
    return () => {
      drawn.current = null;
      created.dispose();
    };
  }, [chart, columns, options, theme, sync, zone]);
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a chart is a focusable group; there is no element for it */}
      <div
        className={styles.plot}
        role="group"
        aria-roledescription="chart"
        aria-label={`${chart.title}, ${chart.lines.length} ${chart.lines.length === 1 ? "line" : "lines"}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: left and right move the crosshair
        tabIndex={0}
        {...keys}
      >
        <div ref={container} className={styles.canvas} aria-hidden="true" />
        <p className="visuallyHidden" aria-live="polite">
          {spoken}
        </p>
      </div>
      <ul className={styles.legend} aria-label="Last values">
        {chart.lines.map(({ label, slot }, index) => {
          const newest = newestOf(columns.values[index]);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: two lines may have one name, and they never change places
            <li key={`${index} ${label}`}>
              <span className={cx(styles.swatch, styles[`s${slot}`])} aria-hidden="true" />
              <span className="fg2">{label}</span>{" "}
              <span className="mono">{Number.isNaN(newest) ? "none" : formatValue(newest, chart.unit)}</span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
