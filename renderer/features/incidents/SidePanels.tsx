import { useEffect, useState } from "react";
import type { IncidentEdit } from "../../../shared/domain/incident/change.ts";
import { incidentSpans } from "../../../shared/domain/incident/impact.ts";
import { incidentName } from "../../../shared/domain/incident/incident.ts";
import { budgetText, trafficText } from "../../../shared/domain/incident/postMortem.ts";
import type { Likeness } from "../../../shared/domain/incident/seenBefore.ts";
import type { Alert } from "../../state/alertsStore.ts";
import { useClient } from "../../state/client.ts";
import type { Incident } from "../../state/incidentsStore.ts";
import { investigateAlert } from "../../state/investigateView.ts";
import { formatRoute } from "../../state/navigation.ts";
import { useNow } from "../../state/now.ts";
import { Button } from "../../ui/Button.tsx";
import { formatAge } from "../../ui/format.ts";
import { Panel } from "../../ui/Panel.tsx";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { None } from "../../ui/Value.tsx";
import styles from "./Incidents.module.css";
import type { MeasuredImpact } from "./useImpact.ts";
import { fieldWords, timeText } from "./words.ts";

/** What it is about, and what of it fires now. */
export function AboutPanel({ incident, firing }: { readonly incident: Incident; readonly firing: readonly Alert[] }) {
  const { services, hosts, openedBy, openedMs } = incident;
  return (
    <Panel title="What it is about">
      <dl className={styles.facts}>
        <dt>Fires now</dt>
        <dd>
          {firing.length === 0 ? <span className="fg2">nothing of it</span> : null}
          {namedOnce(firing).map(({ alert, count }) => (
            <Button key={alert.id} variant="link" onPress={() => investigateAlert(alert)}>
              {count === 1 ? alert.name : `${alert.name}, ${count} alerts`}
            </Button>
          ))}
        </dd>
        <dt>Services</dt>
        <dd>
          {services.length === 0 ? <None /> : null}
          {services.map((name) => (
            <a key={name} href={formatRoute({ page: "service", name })}>
              {name}
            </a>
          ))}
        </dd>
        <dt>Hosts</dt>
        <dd>
          {hosts.length === 0 ? <None /> : null}
          {hosts.map((host) => (
            <a key={host} className="mono" href={formatRoute({ page: "host", host })}>
              {host}
            </a>
          ))}
        </dd>
        <dt>Opened</dt>
        <dd>
          {openedBy}, {timeText(openedMs)} UTC
        </dd>
      </dl>
    </Panel>
  );
}

/** The worst alert of each name, with how many have it. */
function namedOnce(alerts: readonly Alert[]): readonly { readonly alert: Alert; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { name } of alerts) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].flatMap(([name, count]) => {
    const alert = alerts.find((one) => one.name === name);
    return alert ? [{ alert, count }] : [];
  });
}

/** How long it took and what it cost, as far as it was measured. */
export function ImpactPanel({
  incident,
  impact,
}: {
  readonly incident: Incident;
  readonly impact: MeasuredImpact | null;
}) {
  const { lastedMs, isOver, toDetectMs, toMitigateMs, toResolveMs } = incidentSpans(incident, useNow());
  return (
    <Panel title="Impact" count={isOver ? undefined : "so far"}>
      <dl className={styles.facts}>
        <dt>Lasted</dt>
        <dd className="medium fg0">{formatAge(lastedMs)}</dd>
        <dt>Began</dt>
        <dd>{timeText(incident.startedMs)} UTC</dd>
        <dt>To detect</dt>
        <dd>{formatAge(toDetectMs)}</dd>
        <dt>To mitigate</dt>
        <dd>{toMitigateMs === null ? <span className="fg2">not yet</span> : formatAge(toMitigateMs)}</dd>
        <dt>To resolve</dt>
        <dd>{toResolveMs === null ? <span className="fg2">not yet</span> : formatAge(toResolveMs)}</dd>
        {incident.services.length === 0 ? null : <dt>Requests</dt>}
        {incident.services.length === 0 ? null : (
          <dd>
            {impact === null ? <span className="fg2">being measured</span> : null}
            {impact?.traffic.map((one) => (
              <span key={one.service}>
                {incident.services.length > 1 ? `${one.service}: ` : ""}
                {trafficText(one)}
              </span>
            ))}
          </dd>
        )}
        {impact === null || impact.budget.length === 0 ? null : (
          <>
            <dt>Error budget</dt>
            <dd>
              {impact.budget.map((one) => (
                <span key={`${one.service} ${one.slo}`}>
                  {one.slo}: {budgetText(one)}
                </span>
              ))}
            </dd>
          </>
        )}
      </dl>
    </Panel>
  );
}

/** Past incidents that were like it, and what helped then. `entries` is how many there are: more may be alike then. */
export function SeenBeforePanel({ id, entries }: { readonly id: number; readonly entries: number }) {
  const { call } = useClient();
  const [alike, setAlike] = useState<readonly Likeness[] | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has happened since may have happened before
  useEffect(() => {
    const abort = new AbortController();
    call("incidents.seenBefore", { id }, abort.signal).then(
      (answer) => setAlike(answer.incidents),
      () => {},
    );
    return () => abort.abort();
  }, [call, id, entries]);
  return (
    <Panel title="Seen before" count={alike === null ? undefined : alike.length}>
      {alike?.length === 0 ? <p className={styles.none}>No past incident has its alerts or signs.</p> : null}
      <ul className={styles.alike}>
        {alike?.map(({ id: other, title, startedMs, common, helped }) => (
          <li key={other}>
            <p>
              <a href={formatRoute({ page: "incident", id: other, query: "" })} className="medium">
                {incidentName({ id: other })}
              </a>{" "}
              <span className="fg1">{title}</span>{" "}
              <span className="fg3 nowrap">{timeText(startedMs).slice(0, 10)}</span>
            </p>
            <p className="small fg2">{common.join(", ")}</p>
            {helped.length === 0 ? (
              <p className="small fg3">No verified runbook</p>
            ) : (
              helped.map((run) => (
                <p key={run.run}>
                  <StatusText status="ok" plain>
                    <a href={formatRoute({ page: "runbook", id: run.runbook })}>{run.title}</a> helped
                  </StatusText>
                </p>
              ))
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** What was changed by hand, newest first. */
export function EditsPanel({ edits }: { readonly edits: readonly IncidentEdit[] }) {
  if (edits.length === 0) return null;
  return (
    <Panel title="Changes" count={edits.length}>
      <ol className={styles.alike} aria-label="Changes">
        {edits.toReversed().map(({ atMs, by, what, entry, before, after }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are never taken away, only added in front
          <li key={edits.length - index}>
            <p>
              <span className="mono fg3">{timeText(atMs).slice(11)}</span> {by} changed the {fieldWords[what] ?? what}
            </p>
            <p className="small fg2">
              {valueText(what, entry, before)} → {valueText(what, entry, after)}
            </p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function valueText(what: string, entry: number | null, value: string): string {
  if (value === "") return "none";
  return entry === null && what.endsWith("Ms") ? timeText(Number(value)) : value;
}
