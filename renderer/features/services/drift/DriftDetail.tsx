import { joinBins } from "../../../../shared/domain/drift/bins.ts";
import type { Unit } from "../../../../shared/domain/format/units.ts";
import type { DriftReport, FeatureDrift } from "../../../state/useDrift.ts";
import { DataTable } from "../../../ui/DataTable.tsx";
import { DistributionChart } from "./DistributionChart.tsx";
import styles from "./drift.module.css";
import { type HeldRow, releaseColumns } from "./driftColumns.tsx";
import { countText, stateOf } from "./driftWords.ts";

/** One feature: its distribution over that of the reference, and what each release tells of it. */
export function DriftDetail({
  report,
  feature,
  unit,
}: {
  readonly report: DriftReport;
  readonly feature: FeatureDrift;
  readonly unit: Unit;
}) {
  const { name, kind, result } = feature;
  if (result.kind === "failed") {
    return <p className={styles.note}>{`${name} could not be asked for: ${result.message}`}</p>;
  }
  const { reference, now, outcome, versions } = result;
  const bins = reference.bins && now.bins && joinBins(reference.bins, now.bins);
  const summary = `${name}: ${stateOf(outcome).text}. ${countText(now.samples)} samples now, ${countText(reference.samples)} of the reference`;
  // One alone tells what the table above does.
  const rows: readonly HeldRow[] = [
    ...("version" in report.reference
      ? [
          {
            name: report.reference.version,
            title: "",
            kind,
            unit,
            held: { kind: "reference", now: reference },
          } as const,
        ]
      : []),
    ...versions.map(
      ({ version, ...held }): HeldRow => ({
        name: version,
        title: version,
        kind,
        unit,
        held: { kind: "held", reference, ...held },
      }),
    ),
  ];
  return (
    <section className={styles.detail} aria-label={name}>
      <p className={styles.legend}>
        <strong>{name}</strong>
        {bins ? (
          <>
            <span className={styles.nowMark} />
            now
            <span className={styles.referenceMark} />
            {"version" in report.reference ? report.reference.version : "before"}
          </>
        ) : null}
      </p>
      {bins ? <DistributionChart bins={bins} unit={unit} summary={summary} /> : null}
      {kind === "histogram" && !bins ? (
        <p className={styles.note}>{`No distribution to show. ${stateOf(outcome).text}.`}</p>
      ) : null}
      {rows.length < 2 ? null : (
        <DataTable
          label={`${name} by release`}
          columns={releaseColumns}
          rows={rows}
          rowKey={(row) => row.name}
          density="compact"
        />
      )}
    </section>
  );
}
