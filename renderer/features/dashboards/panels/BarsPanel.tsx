import type { Frame } from "../../../../shared/domain/dashboards/frames.ts";
import type { DashboardPanel } from "../../../../shared/domain/dashboards/model.ts";
import { cx } from "../../../ui/cx.ts";
import { Meter } from "../../../ui/Meter.tsx";
import { figuresOf } from "../panelAnswers.ts";
import { boundsOf } from "./bounds.ts";
import styles from "./panels.module.css";
import { ToneMark, toneClass } from "./tones.tsx";

/** Named figures, each with a bar from its lower to its upper bound. */
export function BarsPanel({
  panel,
  title,
  frames,
}: {
  readonly panel: DashboardPanel;
  readonly title: string;
  readonly frames: readonly Frame[];
}) {
  const figures = figuresOf(panel, frames);
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
            const { value, shown } = figure;
            const tone = shown.tone === "warning" || shown.tone === "critical" ? shown.tone : "normal";
            return (
              <tr key={figure.key}>
                <th scope="row" title={figure.name}>
                  {figure.name}
                </th>
                <td className={styles.barCell}>
                  <Meter
                    ratio={value === null || Number.isNaN(value) ? null : (value - min) / (max - min)}
                    tone={tone}
                  />
                </td>
                <td className={cx(styles.barValue, toneClass(shown.tone))}>
                  <span className={styles.cell}>
                    <ToneMark tone={shown.tone} size={10} />
                    {shown.text}
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
