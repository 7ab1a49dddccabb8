import { thresholdValues } from "../../../../shared/domain/dashboards/fields.ts";
import type { DashboardPanel } from "../../../../shared/domain/dashboards/model.ts";
import { cx } from "../../../ui/cx.ts";
import { type Figure, figuresOf, type Shot } from "../panelAnswers.ts";
import { boundsOf } from "./bounds.ts";
import { Figures } from "./Figures.tsx";
import styles from "./panels.module.css";
import { FigureText } from "./StatPanel.tsx";

/** Figures on half a circle between their bounds, with marks where a threshold begins. */
export function GaugePanel({
  panel,
  title,
  shot,
}: {
  readonly panel: DashboardPanel;
  readonly title: string;
  readonly shot: Shot;
}) {
  const figures = figuresOf(panel, shot);
  return (
    <Figures title={title} count={figures.length} className={styles.gauges}>
      {figures.map((figure) => (
        <li key={figure.key} className={styles.gauge}>
          <Arc figure={figure} bounds={boundsOf(figure, figures)} />
          <FigureText figure={figure} />
          {figures.length > 1 ? <span className={styles.statName}>{figure.name}</span> : null}
        </li>
      ))}
    </Figures>
  );
}

const radius = 44;

function point(ratio: number, r: number): string {
  const angle = Math.PI * (1 - ratio);
  return `${(50 + r * Math.cos(angle)).toFixed(2)} ${(50 - r * Math.sin(angle)).toFixed(2)}`;
}

function Arc({
  figure,
  bounds: { min, max },
}: {
  readonly figure: Figure;
  readonly bounds: { readonly min: number; readonly max: number };
}) {
  const ratioOf = (value: number) => Math.min(1, Math.max(0, (value - min) / (max - min)));
  const ratio = figure.value === null || Number.isNaN(figure.value) ? null : ratioOf(figure.value);
  // What was measured last, before its series stopped, warns of nothing.
  const tone = figure.lastSeenMs === null ? figure.shown.tone : "neutral";
  const marks = thresholdValues(figure.settings).filter(({ value }) => value > min && value < max);
  return (
    <svg className={styles.arc} viewBox="0 0 100 54" aria-hidden="true">
      <path className={styles.track} d={`M${point(0, radius)}A${radius} ${radius} 0 0 1 ${point(1, radius)}`} />
      {ratio === null || ratio === 0 ? null : (
        <path
          className={cx(styles.reach, tone === "warning" && styles.warns, tone === "critical" && styles.alarms)}
          d={`M${point(0, radius)}A${radius} ${radius} 0 0 1 ${point(ratio, radius)}`}
        />
      )}
      {marks.map(({ value, tone: at }) => (
        <path
          key={value}
          className={cx(styles.mark, at === "warning" && styles.warns, at === "critical" && styles.alarms)}
          d={`M${point(ratioOf(value), radius - 7)}L${point(ratioOf(value), radius + 5)}`}
        />
      ))}
    </svg>
  );
}
