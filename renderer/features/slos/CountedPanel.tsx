import { ChartLine } from "lucide-react";
import { formatDuration } from "../../../shared/domain/format/duration.ts";
import { budgetRatioOf } from "../../../shared/domain/slo/budget.ts";
import { exploreLink } from "../../state/exploreLink.ts";
import { navigate } from "../../state/navigation.ts";
import type { SloHistory, SloState } from "../../state/slosStore.ts";
import { Button } from "../../ui/Button.tsx";
import { formatBudget, formatNumber } from "../../ui/format.ts";
import { Panel } from "../../ui/Panel.tsx";
import { PromqlText } from "../../ui/PromqlText.tsx";
import { badRatioQuery } from "./investigateSlo.ts";
import styles from "./slos.module.css";
import { objectiveText, timeText, windowText } from "./sloWords.ts";

/** The arithmetic of the budget: what was asked, what was counted, and what follows. */
export function CountedPanel({ slo, gaps }: { readonly slo: SloState; readonly gaps: SloHistory["gaps"] }) {
  const { figures, source } = slo;
  const query = badRatioQuery(slo, "1h");
  return (
    <Panel
      title="How it is counted"
      controls={
        <Button variant="link" icon={ChartLine} onPress={() => navigate(exploreLink(source, [{ expr: query }]))}>
          Open in Explore
        </Button>
      }
    >
      <dl className={styles.counted}>
        <dt>Query</dt>
        <dd className="mono">
          <PromqlText>{query}</PromqlText>
        </dd>
        <dt>Asked of</dt>
        <dd>
          {source === "local" ? "this console's own samples" : source}, every minute over the last five
          <Health slo={slo} />
        </dd>
        {figures ? (
          <>
            <dt>Window</dt>
            <dd>{windowWords(figures, gaps)}</dd>
          </>
        ) : null}
        {figures?.budget ? (
          <>
            <dt>Budget</dt>
            <dd>{budgetWords(slo)}</dd>
          </>
        ) : null}
      </dl>
    </Panel>
  );
}

function Health({ slo: { health } }: { readonly slo: SloState }) {
  if (health.kind === "failed")
    return <span className="critical">{`. It cannot be counted there: ${health.message}`}</span>;
  if (health.kind !== "noData") return null;
  return (
    <span className="warning">
      {health.lastMs === null
        ? ". It has nothing of it, and never had any here"
        : `. It has had nothing of it since ${timeText(health.lastMs)} UTC`}
    </span>
  );
}

function windowWords(figures: NonNullable<SloState["figures"]>, gaps: SloHistory["gaps"]): string {
  const { fromMs, countedToMs, recordedMs } = figures;
  const missingMs = countedToMs - fromMs - recordedMs;
  const whole = `${timeText(fromMs)} to ${timeText(countedToMs)} UTC, ${duration(recordedMs)} of ${duration(countedToMs - fromMs)} recorded`;
  if (missingMs <= 0) return `${whole}, without a gap`;
  const [longest] = [...gaps].sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs));
  const told = longest ? `, the longest ${timeText(longest.fromMs)} to ${timeText(longest.toMs)}` : "";
  return `${whole}; ${gaps.length === 1 ? "1 gap" : `${gaps.length} gaps`}${told}: what happened then counts neither as good nor as bad`;
}

function duration(ms: number): string {
  return formatDuration(ms / 1000);
}

function budgetWords(slo: SloState): string {
  const { figures, objectivePercent, indicator, window } = slo;
  const budget = figures?.budget;
  if (!figures || !budget) return "";
  const unit = indicator === "time" ? "minutes" : "events";
  const amount = (value: number) =>
    indicator === "time" ? formatNumber(value / 60, value < 6000 ? 1 : 0) : formatNumber(Math.round(value));
  const percent = objectiveText(objectivePercent);
  const allowed = `${formatNumber(budgetRatioOf(objectivePercent) * 100, 4).replace(/\.?0+$/, "")} %`;
  const isWhole = budget.expectedTotal <= budget.total * 1.0001;
  const expected = isWhole
    ? `${amount(budget.total)} ${unit}`
    : `${amount(budget.expectedTotal)} ${unit} expected in the ${window.kind === "month" ? "month" : windowText(slo)} (${amount(budget.total)} so far)`;
  const spent = Number.isFinite(budget.leftRatio)
    ? `1 - ${amount(budget.bad)} / ${amount(budget.allowedBad)} = ${formatBudget(budget.leftRatio)} left`
    : "more than none is allowed";
  return `${percent} good allows ${allowed} of ${expected} to be bad: ${amount(budget.allowedBad)}. ${amount(budget.bad)} were: ${spent}`;
}
