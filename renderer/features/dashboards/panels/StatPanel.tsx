import type { DashboardPanel } from "../../../../shared/domain/dashboards/model.ts";
import { settingsStore } from "../../../state/settingsStore.ts";
import { cx } from "../../../ui/cx.ts";
import { Sparkline } from "../../../ui/Sparkline.tsx";
import { LastSeen } from "../../../ui/states/LastSeen.tsx";
import { type Figure, figuresOf, type Shot } from "../panelAnswers.ts";
import { Figures } from "./Figures.tsx";
import styles from "./panels.module.css";
import { ToneMark, toneClass } from "./tones.tsx";

/** Large figures; several are named. */
export function StatPanel({
  panel,
  title,
  shot,
}: {
  readonly panel: DashboardPanel;
  readonly title: string;
  readonly shot: Shot;
}) {
  const figures = figuresOf(panel, shot);
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

/** A figure whose series stopped is dimmed, with when it was measured: it is no state of now, and so has no tone. */
export function FigureText({ figure: { shown, value, lastSeenMs } }: { readonly figure: Figure }) {
  const zone = settingsStore(({ clock }) => clock);
  if (lastSeenMs !== null) {
    return (
      <>
        <span className={cx(styles.figure, styles.absent)}>{shown.text}</span>
        <LastSeen atMs={lastSeenMs} zone={zone} />
      </>
    );
  }
  return (
    <span className={cx(styles.figure, toneClass(shown.tone), value === null && styles.absent)}>
      <ToneMark tone={shown.tone} />
      {shown.text}
    </span>
  );
}
