import type { ReactNode } from "react";
import { timeLeftMs } from "../../../shared/domain/slo/budget.ts";
import type { SloState } from "../../state/slosStore.ts";
import { cx } from "../../ui/cx.ts";
import { formatAge, formatBudget } from "../../ui/format.ts";
import type { Tone } from "../../ui/tone.ts";
import styles from "./slos.module.css";
import {
  attainedText,
  burnOf,
  burnsOf,
  burnText,
  countText,
  dayText,
  objectiveText,
  standingOf,
  thresholdText,
  timeText,
  unitWord,
  windowText,
} from "./sloWords.ts";

/** The six figures that an SLO is judged by. What is not known is a word. */
export function SloFacts({ slo }: { readonly slo: SloState }) {
  const { figures, objectivePercent, window } = slo;
  const budget = figures?.budget ?? null;
  const hourBurn = burnOf(slo, "1h");
  const lasts =
    budget && hourBurn !== null && figures
      ? timeLeftMs(budget.leftRatio, hourBurn, figures.toMs - figures.fromMs)
      : null;
  const isBurning = burnsOf(slo).some(({ isBurning, severity }) => isBurning && severity === "page");
  const burnTone: Tone = isBurning ? "critical" : hourBurn !== null && hourBurn > 1 ? "warning" : "neutral";
  return (
    <dl className={styles.facts} aria-label="Figures of the SLO">
      <Fact name="Objective" detail={objectiveWords(slo)}>
        {objectiveText(objectivePercent)}
      </Fact>
      <Fact name="Attained" detail={`${windowText(slo)}${window.kind === "month" ? " so far" : " rolling"}`}>
        {budget ? attainedText(budget.attainedRatio, objectivePercent) : null}
      </Fact>
      <Fact
        name="Budget left"
        tone={standingOf(slo).tone}
        detail={
          budget
            ? `${countText(slo, Math.max(0, budget.allowedBad - budget.bad))} of ${countText(slo, budget.allowedBad)} ${unitWord(slo)}`
            : "nothing counted"
        }
      >
        {budget ? formatBudget(budget.leftRatio) : null}
      </Fact>
      <Fact name="Burn now" tone={burnTone} detail="1 h window">
        {hourBurn === null ? null : burnText(hourBurn)}
      </Fact>
      <Fact
        name="Budget gone in"
        tone={lasts !== null && lasts < 86_400_000 ? "warning" : "neutral"}
        detail={
          lasts === 0
            ? "nothing is left"
            : lasts !== null
              ? "at 1 h burn"
              : hourBurn === null
                ? "burn not known"
                : "nothing is spent now"
        }
      >
        {lasts === null ? null : lasts === 0 ? "gone" : formatAge(lasts)}
      </Fact>
      <Fact
        name={window.kind === "month" ? "Last reset" : "Window began"}
        detail={figures ? `${timeText(figures.fromMs).slice(-5)} UTC` : ""}
      >
        {figures ? dayText(figures.fromMs) : null}
      </Fact>
    </dl>
  );
}

function objectiveWords(slo: SloState): string {
  if (slo.indicator === "time") return "of the time";
  if (slo.indicator === "availability") return "of events good";
  const threshold = thresholdText(slo);
  return threshold === null ? "of events fast enough" : `of events within ${threshold}`;
}

function Fact({
  name,
  tone = "neutral",
  detail,
  children,
}: {
  readonly name: string;
  readonly tone?: Tone;
  readonly detail: string;
  /** Null where nothing is known. */
  readonly children: ReactNode;
}) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd className={cx(styles.figure, children === null ? styles.unknown : tone !== "neutral" && tone)}>
        {children ?? "none"}
      </dd>
      <dd className={styles.factDetail} title={detail}>
        {detail}
      </dd>
    </div>
  );
}
