import { useMemo, useState } from "react";
import type { Unit } from "../../../../shared/domain/format/units.ts";
import { inferUnit } from "../../../../shared/domain/promql/inferUnit.ts";
import { type FeatureDrift, useDrift } from "../../../state/useDrift.ts";
import { DataTable } from "../../../ui/DataTable.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { DriftDetail } from "./DriftDetail.tsx";
import styles from "./drift.module.css";
import { featureColumns, type HeldRow } from "./driftColumns.tsx";
import { windowText } from "./driftWords.ts";

/** What the service takes in and gives out, held against what it was; nothing where its workspace names no feature. */
export function DriftPanel({ service }: { readonly service: string }) {
  const report = useDrift(service);
  const [chosen, setChosen] = useState<string | null>(null);
  const features = report?.features;
  const rows = useMemo(() => (features ?? []).map(rowOf), [features]);
  const shown = features?.find(({ name }) => name === chosen) ?? features?.[0];
  if (!report || !shown) return null;
  return (
    <Panel title="Drift" count={rows.length} controls={<span className="small fg3">{windowText(report)}</span>}>
      <DataTable
        label="Drift of inputs and outputs"
        columns={featureColumns}
        rows={rows}
        rowKey={({ name }) => name}
        selected={shown.name}
        onSelect={setChosen}
        density="compact"
      />
      <div className={styles.shown}>
        <DriftDetail report={report} feature={shown} unit={unitOf(shown)} />
      </div>
    </Panel>
  );
}

function rowOf(feature: FeatureDrift): HeldRow {
  const { name, kind, metric, result } = feature;
  return {
    name,
    title: `${name}\n${kind} ${metric}`,
    kind,
    unit: unitOf(feature),
    held: result.kind === "failed" ? result : { ...result, kind: "held" },
  };
}

function unitOf({ kind, metric }: FeatureDrift): Unit {
  return kind === "missing" ? "ratio" : inferUnit(metric);
}
