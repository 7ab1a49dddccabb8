import { useMemo } from "react";
import type { PolicyBurn, WindowBurn } from "../../../shared/domain/slo/sloFigures.ts";
import type { SloHistory, SloState } from "../../state/slosStore.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { formatNumber } from "../../ui/format.ts";
import { Panel } from "../../ui/Panel.tsx";
import { Sparkline } from "../../ui/Sparkline.tsx";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { useIsTight } from "../../ui/useMediaQuery.ts";
import { None, Value } from "../../ui/Value.tsx";
import styles from "./slos.module.css";
import { burnsOf, burnText, windowText } from "./sloWords.ts";

interface BurnRow extends PolicyBurn {
  readonly history: Float64Array | null;
  /** Whether an alert is made of it. */
  readonly alerts: boolean;
}

/** Burn rates over pairs of windows, each beside the limit that both must exceed. */
export function BurnRatesPanel({ slo, history }: { readonly slo: SloState; readonly history: SloHistory | null }) {
  const rows = useMemo(
    () =>
      burnsOf(slo).map(
        (burn, index): BurnRow => ({
          ...burn,
          history: history?.burns[index] ?? null,
          alerts: slo.alerts[burn.severity],
        }),
      ),
    [slo, history],
  );
  const tight = useIsTight();
  return (
    <Panel
      title="Multi-window burn rate"
      count="fires when both windows exceed the limit"
      controls={
        <span className="small fg3">{`1x spends the budget in exactly ${slo.window.kind === "month" ? "a month" : windowText(slo)}`}</span>
      }
    >
      <DataTable
        label="Burn rates"
        columns={tight ? tightColumns : columns}
        rows={rows}
        rowKey={keyOf}
        density="roomy"
      />
    </Panel>
  );
}

const keyOf = ({ shortWindow, longWindow }: BurnRow) => `${longWindow} ${shortWindow}`;
const spaced = (window: string) => window.replace(/(\d+)/, "$1 ").replace(/m$/, "m");

function bar({ window, rate, recordedMs }: WindowBurn, { factor, severity, ...row }: BurnRow, ms: number) {
  const isOver = rate !== null && rate > factor;
  const isPart = recordedMs < ms;
  const tone = !isOver ? "neutral" : severity === "page" && row.isBurning ? "critical" : "warning";
  return (
    <span className={styles.burn} title={isPart ? "Counted for a part of the window only" : undefined}>
      <span className={styles.burnWindow}>{spaced(window)}</span>
      {rate === null ? (
        <None />
      ) : (
        <>
          <span className={styles.track} aria-hidden="true">
            <span className={styles[tone]} style={{ width: `${shareOf(rate, factor) * 100}%` }} />
            <span className={styles.limit} style={{ left: `${limitShare * 100}%` }} />
          </span>
          <span className={styles.burnFigure}>
            <Value tone={tone}>{burnText(rate)}</Value>
          </span>
        </>
      )}
    </span>
  );
}

/** Where the limit stands on the track: the same place in every row, so that rows compare. */
const limitShare = 0.6;

function shareOf(rate: number, factor: number): number {
  return Math.min(1, (rate / factor) * limitShare);
}

function state({ isBurning, canFire, alerts, severity, short, long }: BurnRow) {
  const status = severity === "page" ? "critical" : "warning";
  if (!canFire) return <span className="fg3">Cannot fire</span>;
  if (isBurning) {
    return (
      <StatusText status={status} plain>
        {alerts ? "Firing" : "Over, no alert"}
      </StatusText>
    );
  }
  if (short.rate === null || long.rate === null) return <None>not known</None>;
  return (
    <StatusText status="ok" plain>
      Holding
    </StatusText>
  );
}

const columns: readonly Column<BurnRow>[] = [
  {
    id: "policy",
    header: "Policy",
    width: 72,
    name: true,
    cell: ({ severity }) => (severity === "page" ? "Page" : "Ticket"),
  },
  { id: "long", header: "Long window", minWidth: 180, cell: (row) => bar(row.long, row, row.longMs) },
  { id: "short", header: "Short window", minWidth: 180, cell: (row) => bar(row.short, row, row.shortMs) },
  {
    id: "limit",
    header: "Limit",
    width: 60,
    numeric: true,
    cell: ({ factor }) => <span className="fg2">{`${formatNumber(factor, 1)}x`}</span>,
  },
  {
    id: "means",
    header: "Means",
    width: 150,
    cell: ({ budgetPercent, longWindow }) => (
      <span className="fg2">{`${budgetPercent} % of budget in ${spaced(longWindow)}`}</span>
    ),
  },
  {
    id: "history",
    header: "Long window, 6 h",
    width: 152,
    tight: true,
    cell: ({ history, factor, isBurning, severity }) =>
      history?.some(Number.isFinite) ? (
        <Sparkline
          values={history}
          width={144}
          height={26}
          floor="zero"
          area
          limit={factor}
          tone={isBurning ? (severity === "page" ? "critical" : "warning") : "neutral"}
        />
      ) : (
        <None />
      ),
  },
  {
    id: "state",
    header: "State",
    width: 104,
    title: ({ canFire }) =>
      canFire ? "" : "Even if everything fails, the budget is not spent that fast: choose a higher objective",
    cell: state,
  },
];

/** The limit says it too. */
const tightColumns = columns.filter(({ id }) => id !== "means");
