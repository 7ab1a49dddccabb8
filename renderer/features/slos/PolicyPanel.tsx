import { type PolicyState, policyStates } from "../../../shared/domain/slo/policy.ts";
import type { SloState } from "../../state/slosStore.ts";
import { Badge } from "../../ui/Badge.tsx";
import { formatAge } from "../../ui/format.ts";
import { Panel } from "../../ui/Panel.tsx";
import styles from "./slos.module.css";
import { burnOf } from "./sloWords.ts";

/** What the team does as the budget goes. */
export function PolicyPanel({ slo }: { readonly slo: SloState }) {
  const { policy, figures, file, line, owner, reviewed } = slo;
  const left = figures?.budget?.leftRatio;
  const states =
    figures && left !== undefined ? policyStates(policy, left, burnOf(slo, "1h"), figures.toMs - figures.fromMs) : null;
  const ownerText = [owner ? `Owner ${owner}` : null, reviewed ? `reviewed ${reviewed}` : null]
    .filter(Boolean)
    .join(", ");
  return (
    <Panel title="Policy" controls={<span className="small mono fg2">{`slos/${file}:${line}`}</span>}>
      <ul className={styles.policy} aria-label="Policy">
        {policy.map(({ belowPercent, action, freezes }, index) => (
          <li key={belowPercent}>
            <span className={styles.policyBelow}>{belowPercent === 0 ? "At 0 %" : `Below ${belowPercent} %`}</span>
            <span className="grow">
              {action}
              {freezes && belowPercent > 0 ? <span className="fg3 small"> (risky runbooks are warned of)</span> : null}
            </span>
            <State state={states?.[index] ?? null} />
          </li>
        ))}
      </ul>
      <p className={styles.note}>{ownerText === "" ? "The file names no owner." : ownerText}</p>
    </Panel>
  );
}

function State({ state }: { readonly state: PolicyState | null }) {
  if (state === null) return <Badge>unknown</Badge>;
  if (state.kind === "active") return <Badge tone="warning">active</Badge>;
  if (state.kind === "notReached") return <Badge>not reached</Badge>;
  return <Badge tone="info">{state.inMs === null ? "next" : `next, in ${formatAge(state.inMs)}`}</Badge>;
}
