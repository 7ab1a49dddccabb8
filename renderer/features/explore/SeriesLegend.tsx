import { type MouseEvent, useState } from "react";
import type { Unit } from "../../../shared/domain/format/units.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { LastSeen } from "../../ui/states/LastSeen.tsx";
import { alignFigures } from "./alignFigures.ts";
import { byLast, isolate, mostDrawn, type Picked, toggle } from "./drawnSeries.ts";
import { type ExploreSeries, fullName } from "./exploreSeries.ts";
import styles from "./SeriesLegend.module.css";

const mostRows = 200;
const figures = [
  { id: "last", header: "Last" },
  { id: "min", header: "Min" },
  { id: "max", header: "Max" },
  { id: "mean", header: "Mean" },
] as const;
type Figure = (typeof figures)[number]["id"];

/** Every series with its figures; a click leaves one alone on the chart, Ctrl and a click takes it away or adds it. */
export function SeriesLegend({
  all,
  drawn,
  slots,
  picked,
  unit,
  isFaded,
  onPick,
  onCopy,
}: {
  readonly all: readonly ExploreSeries[];
  readonly drawn: readonly ExploreSeries[];
  readonly slots: ReadonlyMap<string, number>;
  readonly picked: Picked;
  readonly unit: Unit;
  /** Of an earlier run, beside what answers now. */
  readonly isFaded: (series: ExploreSeries) => boolean;
  readonly onPick: (picked: Picked) => void;
  readonly onCopy: () => void;
}) {
  const [sort, setSort] = useState<Figure>("last");
  const zone = settingsStore(({ clock }) => clock);
  const rows = sorted(all, sort).slice(0, mostRows);
  const { unitText, text } = alignFigures(
    rows.flatMap((series) => figures.map(({ id }) => series[id])),
    unit,
  );
  const pick = (key: string, event: MouseEvent) =>
    onPick(event.ctrlKey || event.metaKey ? toggle(picked, key, drawn) : isolate(picked, key));
  return (
    <div className={styles.legend}>
      <table className={styles.table} aria-label="Series">
        <thead>
          <tr>
            <th scope="col" className={styles.head}>
              Series ({drawn.length === all.length ? all.length : `${drawn.length} of ${all.length}`})
              {unitText === "" ? "" : `, ${unitText}`}
            </th>
            {figures.map(({ id, header }) => (
              <th key={id} scope="col" className={styles.head} aria-sort={sort === id ? "descending" : "none"}>
                <button type="button" className={styles.sort} onClick={() => setSort(id)}>
                  {header}
                  {sort === id ? " \u2193" : ""}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((series) => {
            const slot = slots.get(series.key);
            return (
              <tr key={series.key} className={cx(styles.row, isFaded(series) && styles.faded)}>
                <th scope="row" className={styles.name}>
                  <button
                    type="button"
                    className={cx(styles.pick, slot === undefined && styles.undrawn)}
                    aria-pressed={slot !== undefined}
                    title={fullName(series.series)}
                    onClick={(event) => pick(series.key, event)}
                  >
                    <Swatch slot={slot} />
                    <span className={styles.words}>
                      <span className="clip mono">{series.label}</span>
                      {series.stoppedMs === null ? null : <LastSeen atMs={series.stoppedMs} zone={zone} />}
                    </span>
                  </button>
                </th>
                {figures.map(({ id }) => (
                  <td key={id} className={cx(styles.value, id === "last" && series.stoppedMs === null && styles.last)}>
                    {Number.isNaN(series[id]) ? <span className="fg3">none</span> : text(series[id])}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      <div className={styles.foot}>
        <span>Click isolates</span>
        <span>Ctrl click toggles</span>
        {all.length > mostRows ? <span>{all.length - mostRows} more in the CSV</span> : null}
        {picked && picked.size > mostDrawn ? <span>At most {mostDrawn} are drawn</span> : null}
        <Button variant="link" onPress={onCopy}>
          Copy CSV
        </Button>
      </div>
    </div>
  );
}

function sorted(all: readonly ExploreSeries[], by: Figure): readonly ExploreSeries[] {
  if (by === "last") return byLast(all);
  const order = (series: ExploreSeries) => (Number.isNaN(series[by]) ? Number.NEGATIVE_INFINITY : series[by]);
  return [...all].sort((a, b) => order(b) - order(a));
}

function Swatch({ slot }: { readonly slot: number | undefined }) {
  if (slot === undefined) return <span className={styles.noSwatch} />;
  return <span className={cx(styles.swatch, slot > 4 && styles.dashed)} style={{ color: `var(--s${slot})` }} />;
}
