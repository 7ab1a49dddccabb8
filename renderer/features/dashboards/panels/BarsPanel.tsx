import type { DashboardPanel } from "../../../../shared/domain/dashboards/model.ts";
import { settingsStore } from "../../../state/settingsStore.ts";
import { cx } from "../../../ui/cx.ts";
import { Meter } from "../../../ui/Meter.tsx";
import { LastSeen } from "../../../ui/states/LastSeen.tsx";
import { figuresOf, type Shot } from "../panelAnswers.ts";
import { boundsOf } from "./bounds.ts";
import styles from "./panels.module.css";
import { ToneMark, toneClass } from "./tones.tsx";

/** Named figures, each with a bar from its lower to its upper bound. */
export function BarsPanel({
  panel,
  title,
  shot,
}: {
  readonly panel: DashboardPanel;
  readonly title: string;
  readonly shot: Shot;
}) {
  const figures = figuresOf(panel, shot);
  const zone = settingsStore(({ clock }) => clock);
  return (
    <section
      className={styles.scroll}
      aria-label={`${title}, values`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and may hold nothing to focus
      tabIndex={0}
    >
      <table className={styles.bars} aria-label={title}>
        <colgroup>
          <col className={styles.barName} />
          <col />
          <col className={styles.barFigure} />
        </colgroup>
        <thead className="visuallyHidden">
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Share</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {figures.map((figure) => {
            const { min, max } = boundsOf(figure, figures);
            const { value, shown, lastSeenMs } = figure;
            // What was measured last, before its series stopped, warns of nothing.
            const now = lastSeenMs === null ? shown.tone : "neutral";
            const tone = now === "warning" || now === "critical" ? now : "normal";
            return (
              <tr key={figure.key}>
                <th scope="row" title={figure.name}>
                  {figure.name}
                </th>
                <td className={styles.barCell}>
                  <Meter
                    ratio={value === null || Number.isNaN(value) ? null : (value - min) / (max - min)}
                    tone={lastSeenMs === null ? tone : "quiet"}
                  />
                </td>
                <td className={cx(styles.barValue, toneClass(now), lastSeenMs !== null && styles.absent)}>
                  <span className={styles.cell}>
                    <ToneMark tone={now} size={10} />
                    {shown.text}
                    {lastSeenMs === null ? null : <LastSeen atMs={lastSeenMs} zone={zone} />}
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
