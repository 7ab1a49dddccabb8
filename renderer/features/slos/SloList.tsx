import type { Ref } from "react";
import { openSlo, type SloState } from "../../state/slosStore.ts";
import { type Column, DataTable, type TableHandle } from "../../ui/DataTable.tsx";
import { formatBudget } from "../../ui/format.ts";
import { Meter } from "../../ui/Meter.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { StatusIcon } from "../../ui/StatusIcon.tsx";
import { None, Value } from "../../ui/Value.tsx";
import styles from "./slos.module.css";
import { burnOf, burnsOf, burnText, standingOf } from "./sloWords.ts";

/** All SLOs of the workspace, the one with least left first. */
export function SloList({
  slos,
  selected,
  ref,
}: {
  readonly slos: readonly SloState[];
  readonly selected: string;
  readonly ref?: Ref<TableHandle>;
}) {
  return (
    <Panel
      title="All SLOs"
      count={slos.length}
      controls={<span className="small fg3">Worst first</span>}
      scroll
      className={styles.list ?? ""}
    >
      <DataTable
        label="SLOs"
        columns={columns}
        rows={slos}
        rowKey={({ id }) => id}
        selected={selected}
        onSelect={(id) => openSlo(id, { replace: true })}
        density="roomy"
        {...(ref ? { ref } : {})}
      />
    </Panel>
  );
}

function Name({ slo }: { readonly slo: SloState }) {
  const { status, word } = standingOf(slo);
  return (
    <span className={styles.name}>
      <StatusIcon status={status} label={word} />
      <span className="mono medium fg0 nowrap">{slo.service}</span>
      <span className="fg3 clip">{slo.name}</span>
    </span>
  );
}

function left(slo: SloState) {
  const ratio = slo.figures?.budget?.leftRatio;
  if (ratio === undefined) return <None />;
  const { tone } = standingOf(slo);
  return (
    <span className={styles.barred}>
      <Meter ratio={ratio} width={48} tone={tone === "critical" || tone === "warning" ? tone : "quiet"} />
      <span className={styles.barredFigure}>{formatBudget(ratio)}</span>
    </span>
  );
}

function burn(slo: SloState) {
  const rate = burnOf(slo, "1h");
  if (rate === null) return <None />;
  const isPaging = burnsOf(slo).some(({ isBurning, severity }) => isBurning && severity === "page");
  return <Value tone={isPaging ? "critical" : rate > 1 ? "warning" : "neutral"}>{burnText(rate)}</Value>;
}

const columns: readonly Column<SloState>[] = [
  {
    id: "service",
    header: "Service",
    name: true,
    title: ({ service, name, description }) => [`${service} ${name}`, description].filter(Boolean).join("\n"),
    cell: (slo) => <Name slo={slo} />,
  },
  { id: "left", header: "Budget left", width: 138, numeric: true, cell: left },
  { id: "burn", header: "Burn 1 h", width: 72, numeric: true, cell: burn },
];
