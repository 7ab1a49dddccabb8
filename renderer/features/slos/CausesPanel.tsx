import type { SloHistory, SloState } from "../../state/slosStore.ts";
import { formatBudget } from "../../ui/format.ts";
import { Meter } from "../../ui/Meter.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { None } from "../../ui/Value.tsx";
import styles from "./slos.module.css";
import { daysText, windowText } from "./sloWords.ts";

type Cause = SloHistory["causes"][number];

/** What the budget went into, as far as the timeline tells. */
export function CausesPanel({ slo, history }: { readonly slo: SloState; readonly history: SloHistory | null }) {
  const left = slo.figures?.budget?.leftRatio;
  const causes = history?.causes ?? [];
  const most = Math.max(...causes.map(({ spentRatio }) => spentRatio), 0);
  return (
    <Panel
      title="Budget spent by cause"
      count={
        left === undefined
          ? undefined
          : Number.isFinite(left)
            ? `${formatBudget(Math.max(0, 1 - left))} of ${windowText(slo)}`
            : undefined
      }
    >
      {left === undefined || !Number.isFinite(left) ? (
        <p className={styles.note}>
          <None>
            {left === undefined
              ? "Nothing was counted that could be put down to a cause."
              : "An objective of 100 % has no budget of which there could be shares."}
          </None>
        </p>
      ) : (
        <ul className={styles.causes}>
          {causes.map((cause) => (
            <li key={`${cause.kind} ${cause.stretch?.fromMs ?? ""}`}>
              <span className="grow clip" title={causeText(cause)}>
                {causeText(cause)}
              </span>
              <Meter ratio={most > 0 ? cause.spentRatio / most : 0} width={112} tone="quiet" />
              <span className={styles.causeFigure}>{formatBudget(cause.spentRatio)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

export function causeText({ kind, text, stretch }: Cause): string {
  const when = stretch ? daysText(stretch.fromMs, stretch.toMs) : "";
  if (kind === "background") return "Background, no incident";
  return kind === "unknown" ? `Unknown, no event near it, ${when}` : `${text}, ${when}`;
}
