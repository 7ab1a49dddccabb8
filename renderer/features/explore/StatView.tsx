import { formatValue, type Unit } from "../../../shared/domain/format/units.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { cx } from "../../ui/cx.ts";
import { LastSeen } from "../../ui/states/LastSeen.tsx";
import styles from "./Explore.module.css";
import { type ExploreSeries, fullName } from "./exploreSeries.ts";

const mostTiles = 24;

/** The newest value of each series as a figure, in the order of the answer. */
export function StatView({
  all,
  unit,
  isFaded,
}: {
  readonly all: readonly ExploreSeries[];
  readonly unit: Unit;
  /** Of an earlier run, beside what answers now. */
  readonly isFaded: (series: ExploreSeries) => boolean;
}) {
  const shown = all.slice(0, mostTiles);
  const zone = settingsStore(({ clock }) => clock);
  return (
    <ul className={styles.stats} aria-label="Newest values">
      {shown.map((series) => (
        <li key={series.key} className={cx(isFaded(series) && styles.dimmed)} title={fullName(series.series)}>
          <b className={cx(series.stoppedMs !== null && styles.old)}>
            {Number.isNaN(series.last) ? "none" : formatValue(series.last, unit)}
          </b>
          <span className="clip mono">{series.label}</span>
          {series.stoppedMs === null ? null : <LastSeen atMs={series.stoppedMs} zone={zone} />}
        </li>
      ))}
      {all.length > mostTiles ? <li className={styles.more}>{all.length - mostTiles} more in the table</li> : null}
    </ul>
  );
}
