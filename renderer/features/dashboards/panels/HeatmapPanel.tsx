import { type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { bucketColumns } from "../../../../shared/domain/dashboards/buckets.ts";
import type { DashboardPanel } from "../../../../shared/domain/dashboards/model.ts";
import { valueFormat } from "../../../../shared/domain/dashboards/units.ts";
import { useChartScreen } from "../../../charts/ChartScreen.tsx";
import { bufferOf } from "../../../charts/PanelGroup.ts";
import { clockText } from "../../../charts/scales.ts";
import type { PanelData } from "../usePanelData.ts";
import { cellAt, drawBuckets, heatLayout } from "./drawBuckets.ts";
import styles from "./panels.module.css";

/** How many fell into each bucket over time. */
export function HeatmapPanel({
  panel,
  title,
  data,
  turn,
}: {
  readonly panel: DashboardPanel;
  readonly title: string;
  readonly data: PanelData;
  /** Another value says that the answers are others. */
  readonly turn: unknown;
}) {
  const { zone, theme } = useChartScreen();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [readout, setReadout] = useState<string | null>(null);
  const format = useMemo(() => valueFormat(panel.defaults.unit), [panel]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` stands for the buffers' content
  const buckets = useMemo(() => {
    const [query] = data.queries;
    const buffer = query ? bufferOf(data.range.state(query.id)) : null;
    return buffer ? bucketColumns({ ...buffer.view(), series: buffer.series }) : null;
  }, [data.queries, data.range, turn]);
  const boundText = useMemo(
    () => (bound: number) => (Number.isFinite(bound) ? format.text(bound, null) : "+Inf"),
    [format],
  );

  useEffect(() => {
    const element = canvas.current;
    if (!element || !buckets) return undefined;
    const draw = () => {
      const style = getComputedStyle(element);
      const steps = Array.from({ length: 8 }, (_, step) => style.getPropertyValue(`--h${step}`).trim());
      drawBuckets(
        element,
        buckets,
        { steps, axis: theme.colours.axis },
        { bound: boundText, time: (at) => clockText(at, zone) },
      );
    };
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    const themed = theme.onChange(draw);
    return () => {
      observer.disconnect();
      themed.dispose();
    };
  }, [buckets, theme, zone, boundText]);

  function onPointerMove({ nativeEvent: { offsetX, offsetY }, currentTarget }: PointerEvent<HTMLElement>): void {
    if (!buckets) return;
    const cell = cellAt(buckets, heatLayout(currentTarget.clientWidth, currentTarget.clientHeight), offsetX, offsetY);
    setReadout(cell ? describe(cell.step, cell.bucket) : null);
  }

  function describe(step: number, bucket: number): string {
    const count = buckets?.counts[bucket]?.[step] ?? Number.NaN;
    const low = bucket === 0 ? "up" : `${boundText(buckets?.bounds[bucket - 1] ?? 0)} up`;
    const counted = Number.isNaN(count) ? "no sample" : String(Number(count.toPrecision(4)));
    return `${clockText(buckets?.timesMs[step] ?? 0, zone)}  ${low} to ${boundText(buckets?.bounds[bucket] ?? 0)}: ${counted}`;
  }

  if (!buckets) return <p className={styles.cover}>The series have no bucket bounds (le): they cannot be a heatmap.</p>;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a chart is a group with a description; there is no element for it
    <div
      className={styles.heatmap}
      role="group"
      aria-roledescription="heatmap"
      aria-label={`${title}: ${buckets.bounds.length} buckets up to ${boundText(buckets.bounds.at(-1) ?? 0)}, the fullest holds ${Number(buckets.most.toPrecision(4))}`}
      onPointerMove={onPointerMove}
      onPointerLeave={() => setReadout(null)}
    >
      <canvas ref={canvas} />
      {readout === null ? null : <span className={styles.readout}>{readout}</span>}
    </div>
  );
}
