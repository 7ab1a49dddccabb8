import { useEffect, useState } from "react";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import type { AuditEntry } from "../../../shared/domain/audit/entry.ts";
import type { RunState } from "../../../shared/domain/runbook/runState.ts";
import { useClient } from "../../state/client.ts";
import { formatRoute } from "../../state/navigation.ts";
import { writeModeStore } from "../../state/runbooksStore.ts";
import { cx } from "../../ui/cx.ts";
import { EnvironmentTag } from "../../ui/EnvironmentTag.tsx";
import { Panel } from "../../ui/Panel.tsx";
import styles from "./runbooks.module.css";
import { dayAndTime } from "./runColumns.tsx";

/** To whom, by whom, why, and with which values. */
export function RunFactsPanel({ state }: { readonly state: DeepReadonly<RunState> }) {
  const environments = [...new Set(state.targets.map(({ environment }) => environment))];
  const known = writeModeStore((store) => store.environments);
  const kinds = environments.map(
    (name) => ({ name, kind: known.find((one) => one.name === name)?.kind ?? "production" }) as const,
  );
  const isProduction = kinds.some(({ kind }) => kind === "production");
  return (
    <Panel
      title={isProduction ? "Target: production" : "Target"}
      className={cx(isProduction && styles.production)}
      controls={kinds.map(({ name, kind }) => <EnvironmentTag key={name} kind={kind} name={name} />)}
    >
      <dl className={styles.facts}>
        <dt>Hosts</dt>
        <dd className="mono">{state.targets.map(({ host }) => host).join(", ")}</dd>
        <dt>Started</dt>
        <dd>{dayAndTime(state.startedAtMs)}</dd>
        <dt>By</dt>
        <dd>{state.by}</dd>
        <dt>Confirmed</dt>
        <dd>{state.confirmation}</dd>
        <dt>Reason</dt>
        <dd>{state.reason === "" ? "none" : state.reason}</dd>
        <dt>Plan</dt>
        <dd className="mono">{state.planHash.slice(0, 12)}</dd>
        {Object.entries(state.parameters).map(([name, value]) => (
          <Parameter key={name} name={name} value={value} />
        ))}
      </dl>
    </Panel>
  );
}

function Parameter({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt className="mono">{name}</dt>
      <dd className="mono">{value}</dd>
    </>
  );
}

/** What was written down of this run so far, the newest first. */
export function RunAuditPanel({ run, phase }: { readonly run: string; readonly phase: string }) {
  const { call } = useClient();
  const [entries, setEntries] = useState<readonly DeepReadonly<AuditEntry>[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each phase writes something down
  useEffect(() => {
    const abort = new AbortController();
    call("audit.find", { text: "", run, beforeSeq: null, limit: 12 }, abort.signal).then(
      (answer) => setEntries(answer.entries),
      () => {},
    );
    return () => abort.abort();
  }, [call, run, phase]);
  return (
    <Panel title="Audit" controls={<a href={formatRoute({ page: "audit", query: `run=${run}` })}>All of it</a>}>
      <ul className={styles.rows}>
        {entries.map(({ seq, atMs, kind, text, host }) => (
          <li key={seq}>
            <span className="fg3 mono">{seq}</span>
            <div>
              <strong>{kind}</strong>
              {host === null ? null : <span className="fg3"> {host}</span>}
              <span className="fg2"> {text}</span>
            </div>
            <span className="fg3 mono">{dayAndTime(atMs).slice(6)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
