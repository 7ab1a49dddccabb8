import { compareLines } from "./chartContent.ts";
import type { ChartContent, ChartOptions } from "./chartTypes.ts";
import styles from "./LineChart.module.css";
import { clockText } from "./scales.ts";

const mostRows = 200;

/** The same samples as figures, newest first. */
export function ChartTable({
  title,
  content,
  options,
}: {
  readonly title: string;
  readonly content: ChartContent;
  readonly options: ChartOptions;
}) {
  const { timesMs, values } = content.view;
  const rows = Array.from({ length: Math.min(mostRows, timesMs.length) }, (_, i) => timesMs.length - 1 - i);
  const order = content.lines.map((line, column) => ({ line, column })).sort((a, b) => compareLines(a.line, b.line));
  return (
    <section className={styles.tableScroll} aria-label={`${title}, values`}>
      <table className={styles.table} aria-label={title}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {order.map(({ line }) => (
              <th scope="col" key={line.key}>
                {line.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={timesMs[row]}>
              <th scope="row">{clockText(timesMs[row] ?? 0, content.zone)}</th>
              {order.map(({ line, column }) => (
                <td key={line.key}>{valueCell(values[column]?.[row] ?? Number.NaN, options)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function valueCell(value: number, options: ChartOptions): string {
  return Number.isNaN(value) ? "none" : options.valueText(value);
}
