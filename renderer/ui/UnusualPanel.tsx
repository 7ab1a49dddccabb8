import type { Finding, LimitTrend } from "../../shared/domain/anomaly/finding.ts";
import { detectorText, expectedWords, untilText } from "../../shared/domain/anomaly/findingWords.ts";
import { formatValue } from "../../shared/domain/format/units.ts";
import { type Column, DataTable } from "./DataTable.tsx";
import { formatAge } from "./format.ts";
import { Panel } from "./Panel.tsx";
import styles from "./UnusualPanel.module.css";
import { None } from "./Value.tsx";

interface Row {
  readonly signal: Finding["signals"][number];
  readonly since: string;
}

const signalColumns: readonly Column<Row>[] = [
  {
    id: "signal",
    header: "Unusual",
    name: true,
    title: ({ signal }) => `${signal.title}\nFound by: ${detectorText(signal.detectors)}`,
    cell: ({ signal }) => (
      <>
        {signal.title} <span className="fg3">{detectorText(signal.detectors)}</span>
      </>
    ),
  },
  {
    id: "value",
    header: "Value",
    width: 68,
    numeric: true,
    cell: ({ signal: { value, unit } }) => (value === null ? <None /> : formatValue(value, unit)),
  },
  {
    id: "expected",
    header: "Expected",
    width: 128,
    numeric: true,
    cell: ({ signal }) => expectedWords(signal),
  },
  { id: "since", header: "Since", width: 56, numeric: true, cell: ({ since }) => since },
];

const trendColumns: readonly Column<LimitTrend>[] = [
  { id: "series", header: "Climbs", name: true, title: ({ title }) => title, cell: ({ title }) => title },
  {
    id: "now",
    header: "Of its limit",
    width: 76,
    numeric: true,
    cell: ({ value, limit }) => formatValue(value / limit, "ratio"),
  },
  {
    id: "until",
    header: "Full in",
    width: 150,
    numeric: true,
    title: ({ perHour, unit, limit }) =>
      `${formatValue(perHour, unit)} more an hour, up to ${formatValue(limit, unit)}`,
    cell: (trend) => untilText(trend),
  },
];

/** What is not as it was to be expected, and what climbs to its limit. Neither is an alert: it is said, and calls nobody. */
export function UnusualPanel({
  anomalies,
  nowMs,
}: {
  readonly anomalies: {
    readonly atMs: number | null;
    readonly findings: readonly Finding[];
    readonly trends: readonly LimitTrend[];
    readonly problem: string | null;
  } | null;
  readonly nowMs: number;
}) {
  const rows = (anomalies?.findings ?? []).flatMap(({ signals }) =>
    signals.map((signal): Row => ({ signal, since: formatAge(nowMs - signal.sinceMs) })),
  );
  const trends = anomalies?.trends ?? [];
  return (
    <Panel title="Unusual" count={rows.length} className={styles.panel ?? ""}>
      {rows.length === 0 ? <p className={styles.note}>{noneText(anomalies?.atMs ?? null)}</p> : null}
      {anomalies?.problem ? <p className={styles.note}>{anomalies.problem}</p> : null}
      {rows.length === 0 ? null : (
        <DataTable
          label="What is unusual"
          columns={signalColumns}
          rows={rows}
          rowKey={({ signal }) => signal.title}
          density="compact"
        />
      )}
      {trends.length === 0 ? null : (
        <DataTable
          label="What climbs to its limit"
          columns={trendColumns}
          rows={trends}
          rowKey={({ title }) => title}
          density="compact"
        />
      )}
    </Panel>
  );
}

function noneText(atMs: number | null): string {
  return atMs === null ? "Not looked at yet." : "Nothing, of the series that are known for 20 minutes or more.";
}
