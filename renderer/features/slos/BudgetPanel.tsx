import { ChartLine, Table2 } from "lucide-react";
import { useState } from "react";
import type { SloHistory, SloState } from "../../state/slosStore.ts";
import { Button } from "../../ui/Button.tsx";
import { formatBudget } from "../../ui/format.ts";
import { Panel } from "../../ui/Panel.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { NoData } from "../../ui/states/NoData.tsx";
import { BudgetTable } from "./BudgetTable.tsx";
import { BurnDown } from "./BurnDown.tsx";
import { type BurnDownData, burnDownData } from "./burnDownData.ts";
import styles from "./slos.module.css";
import { dayText, timeText, windowText } from "./sloWords.ts";

/** How the budget went from the beginning of its window to now, and where it goes at this pace. */
export function BudgetPanel({ slo, history }: { readonly slo: SloState; readonly history: SloHistory | null }) {
  const [asTable, setAsTable] = useState(false);
  const data = history && burnDownData(slo, history);
  return (
    <Panel
      title="Error budget"
      count={`burn-down, % of the ${windowText(slo)} budget left`}
      className={styles.budget ?? ""}
      controls={
        <>
          <span className={styles.legend}>
            <Key kind="actual">actual</Key>
            <Key kind="even">even spend</Key>
            <Key kind="projected">at current burn</Key>
          </span>
          <Button
            variant="link"
            icon={asTable ? ChartLine : Table2}
            aria-label={asTable ? "Show the budget as a chart" : "Show the budget as a table"}
            onPress={() => setAsTable(!asTable)}
          />
        </>
      }
    >
      {history === null ? (
        <LoadingSkeleton label="Reading what was counted" rows={6} />
      ) : data === null ? (
        <Nothing slo={slo} />
      ) : asTable ? (
        <BudgetTable data={data} />
      ) : (
        <BurnDown data={data} summary={summaryOf(data)} />
      )}
    </Panel>
  );
}

function Key({ kind, children }: { readonly kind: "actual" | "even" | "projected"; readonly children: string }) {
  return (
    <span className={styles.key}>
      <svg width="12" height="4" aria-hidden="true">
        <path d="M0 2H12" className={styles[kind]} />
      </svg>
      {children}
    </span>
  );
}

function Nothing({ slo: { health, source, figures, objectivePercent } }: { readonly slo: SloState }) {
  if (figures?.budget && objectivePercent === 100) {
    return (
      <NoData title="There is no budget to spend">
        {figures.budget.bad > 0
          ? "An objective of 100 % allows nothing to be bad, and something was: the first bad event spends more than all of it."
          : "An objective of 100 % allows nothing to be bad, and nothing was so far."}
      </NoData>
    );
  }
  const asked = source === "local" ? "the samples of this console" : source;
  if (health.kind === "failed") {
    return (
      <NoData title="Nothing was counted">{`${asked}: ${health.message}. It is asked again every minute.`}</NoData>
    );
  }
  if (health.kind === "waiting")
    return <NoData title="Counting">{`Asking ${asked} for the past of the window.`}</NoData>;
  return (
    <NoData title="Nothing was counted yet">
      {`The queries have no answer in ${asked}: nothing is claimed, neither a full budget nor an empty one. They are asked again every minute.`}
    </NoData>
  );
}

function summaryOf({ fromMs, nowMs, left, points, gaps }: BurnDownData): string {
  const least = Math.min(...points.map(({ leftRatio }) => leftRatio));
  const holes = gaps.length === 0 ? "" : ` ${gaps.length} gaps in which nothing was counted.`;
  return `Error budget from ${dayText(fromMs)} to ${timeText(nowMs)} UTC: from 100 % to ${formatBudget(left)}, at its least ${formatBudget(least)}.${holes}`;
}
