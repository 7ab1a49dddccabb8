import { useEffect } from "react";
import type { DashboardPanel } from "../../../../shared/domain/dashboards/model.ts";
import { calcTitle, reduceValues } from "../../../../shared/domain/dashboards/reduce.ts";
import { useChartScreen } from "../../../charts/ChartScreen.tsx";
import { buildChart, type ChartSpec } from "../../../charts/chartContent.ts";
import type { PanelGroup } from "../../../charts/PanelGroup.ts";
import { stoppedMs } from "../../../charts/SeriesBuffer.ts";
import { cx } from "../../../ui/cx.ts";
import { LastSeen } from "../../../ui/states/LastSeen.tsx";
import { useSteadyState } from "../../../ui/useSteadyState.ts";
import styles from "./panels.module.css";

interface Entry {
  readonly key: string;
  readonly label: string;
  readonly slot: number;
  readonly figures: readonly (number | null)[];
  /** When it was measured last, where it stopped. */
  readonly stoppedMs: number | null;
}

const marks = { thresholds: [], emphasis: null, staleSinceMs: null } as const;
const noCalcs: readonly string[] = [];

/** The lines by name, with the figures that the panel asks for; a press brings one forward. */
export function ChartLegend({
  panel,
  spec,
  group,
  isolated,
  onIsolate,
}: {
  readonly panel: DashboardPanel;
  readonly spec: ChartSpec;
  readonly group: PanelGroup;
  readonly isolated: ReadonlySet<string> | null;
  readonly onIsolate: (keys: ReadonlySet<string> | null) => void;
}) {
  const { rangeMs, zone } = useChartScreen();
  const calcs = panel.legend.calcs.length > 0 ? panel.legend.calcs : noCalcs;
  const [entries, changeEntries] = useSteadyState<readonly Entry[]>([]);
  useEffect(() => {
    const read = () => {
      const { content } = buildChart(group, spec, rangeMs, { ...marks, zone });
      const next = (content?.lines ?? []).map((line, index) => ({
        key: line.key,
        label: line.label,
        slot: line.slot,
        figures: calcs.map((calc) => reduceValues(content?.view.values[index] ?? [], calc)),
        stoppedMs: content ? stoppedMs(content.view.timesMs, content.view.values[index] ?? new Float64Array(0)) : null,
      }));
      changeEntries((old) => (JSON.stringify(old) === JSON.stringify(next) ? old : next));
    };
    read();
    const subscription = group.onUpdate(read);
    return () => subscription.dispose();
  }, [group, spec, rangeMs, zone, calcs, changeEntries]);
  if (entries.length === 0) return null;

  const toggle = (key: string) => onIsolate(isolated?.has(key) ? null : new Set([key]));
  const name = ({ key, label, slot, stoppedMs: stopped }: Entry) => (
    <button
      type="button"
      className={cx(styles.legendName, isolated !== null && !isolated.has(key) && styles.faded)}
      aria-pressed={isolated?.has(key) ?? false}
      title={label}
      onClick={() => toggle(key)}
    >
      <span className={cx(styles.swatch, styles[`slot${slot}`])} />
      <span className="clip">{label}</span>
      {stopped === null ? null : <LastSeen atMs={stopped} zone={zone} />}
    </button>
  );
  const text = (value: number | null) => (value === null ? "none" : spec.valueText(value));

  if (panel.legend.table && calcs.length > 0) {
    return (
      <div className={styles.legendTable}>
        <table aria-label={`${spec.title}, legend`}>
          <thead>
            <tr>
              <th scope="col">Series</th>
              {calcs.map((calc) => (
                <th key={calc} scope="col">
                  {calcTitle(calc)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={entry.key}>
                <th scope="row">{name(entry)}</th>
                {entry.figures.map((value, index) => (
                  <td key={calcs[index]}>{text(value)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    );
  }
  return (
    <ul className={styles.legendList} aria-label={`${spec.title}, legend`}>
      {entries.map((entry) => (
        <li key={entry.key}>
          {name(entry)}
          {entry.figures.map((value, index) => (
            <span key={calcs[index]} className={styles.legendFigure}>
              {calcTitle(calcs[index] ?? "")} {text(value)}
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
