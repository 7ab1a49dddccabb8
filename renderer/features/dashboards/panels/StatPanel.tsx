import type { Frame } from "../../../../shared/domain/dashboards/frames.ts";
import type { DashboardPanel } from "../../../../shared/domain/dashboards/model.ts";
import { cx } from "../../../ui/cx.ts";
import { Sparkline } from "../../../ui/Sparkline.tsx";
import { type Figure, figuresOf } from "../panelAnswers.ts";
import { Figures } from "./Figures.tsx";
import styles from "./panels.module.css";
import { ToneMark, toneClass } from "./tones.tsx";

/** Large figures; several are named. */
export function StatPanel({
  panel,
  title,
  frames,
}: {
  readonly panel: DashboardPanel;
  readonly title: string;
  readonly frames: readonly Frame[];
}) {
  const figures = figuresOf(panel, frames);
  const named =
    panel.statText === "both" || panel.statText === "name" || (panel.statText === "auto" && figures.length > 1);
  return (
    <Figures title={title} count={figures.length} className={styles.stats}>
      {figures.map((figure) => (
        <li key={figure.key} className={styles.stat}>
          {named ? <span className={styles.statName}>{figure.name}</span> : null}
          {panel.statText === "name" ? null : <FigureText figure={figure} />}
          {panel.sparkline && figure.past.length > 1 ? (
            <Sparkline values={figure.past} width={120} height={24} floor="zero" />
          ) : null}
        </li>
      ))}
    </Figures>
  );
}

export function FigureText({ figure: { shown, value } }: { readonly figure: Figure }) {
  return (
    <span className={cx(styles.figure, toneClass(shown.tone), value === null && styles.absent)}>
      <ToneMark tone={shown.tone} />
      {shown.text}
    </span>
  );
}
