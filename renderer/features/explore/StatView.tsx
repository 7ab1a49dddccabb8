import { formatValue, type Unit } from "../../../shared/domain/format/units.ts";
import styles from "./Explore.module.css";
import { type ExploreSeries, fullName } from "./exploreSeries.ts";

const mostTiles = 24;

/** The newest value of each series as a figure, in the order of the answer. */
export function StatView({ all, unit }: { readonly all: readonly ExploreSeries[]; readonly unit: Unit }) {
  const shown = all.slice(0, mostTiles);
  return (
    <ul className={styles.stats} aria-label="Newest values">
      {shown.map((series) => (
        <li key={series.key} title={fullName(series.series)}>
          <b>{Number.isNaN(series.last) ? "none" : formatValue(series.last, unit)}</b>
          <span className="clip mono">{series.label}</span>
        </li>
      ))}
      {all.length > mostTiles ? <li className={styles.more}>{all.length - mostTiles} more in the table</li> : null}
    </ul>
  );
}
