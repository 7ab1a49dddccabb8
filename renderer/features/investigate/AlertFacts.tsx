import type { ReactNode } from "react";
import { sloNamed } from "../../../shared/domain/alerts/alertWords.ts";
import { limitText, valueText } from "../../../shared/domain/alerts/valueText.ts";
import { formatValue } from "../../../shared/domain/format/units.ts";
import { inferUnit } from "../../../shared/domain/promql/inferUnit.ts";
import type { Alert } from "../../state/alertsStore.ts";
import type { InvestigateView } from "../../state/investigateView.ts";
import { formatRoute } from "../../state/navigation.ts";
import type { ServiceState } from "../../state/servicesStore.ts";
import { slosStore } from "../../state/slosStore.ts";
import { Badge } from "../../ui/Badge.tsx";
import { formatAge, formatBudget } from "../../ui/format.ts";
import { Panel } from "../../ui/Panel.tsx";
import { PromqlText } from "../../ui/PromqlText.tsx";
import { None } from "../../ui/Value.tsx";
import styles from "./Investigate.module.css";

/** Labels that the rest of the page says already. */
const known = new Set(["alertname", "severity", "sloth_id", "sloth_service", "sloth_slo", "sloth_severity"]);
const mostHosts = 12;

/** What is known of the alert, and where it happens. */
export function AlertFacts({
  view,
  alert,
  service,
  hosts,
}: {
  readonly view: InvestigateView;
  readonly alert: Alert | null;
  readonly service: ServiceState | null;
  readonly hosts: readonly string[];
}) {
  const { expr, limit } = view;
  const forMs = alert?.forMs ?? view.forMs ?? 0;
  const value = alert === null ? null : valueText(alert);
  const ofLink = limit === null ? null : formatValue(limit, inferUnit(expr ?? ""));
  const held = alert === null ? ofLink : limitText(alert);
  const labels = Object.entries(alert?.labels ?? {}).filter(([name]) => !known.has(name));
  const slo = sloNamed(alert?.labels ?? {});
  const description = alert?.annotations.description ?? alert?.annotations.summary ?? null;
  return (
    <Panel
      title={view.alert === null ? "What is looked into" : "Alert"}
      controls={
        alert === null || alert.expr === null ? null : (
          <a href={formatRoute({ page: "rules", query: new URLSearchParams({ q: alert.name }).toString() })}>Rule</a>
        )
      }
    >
      <dl className={styles.facts}>
        {description === null ? null : <Fact name="What">{description}</Fact>}
        {value === null && held === null ? null : (
          <Fact name="Value">
            {value === null ? <None /> : <span className="critical medium">{value}</span>}{" "}
            {held === null ? null : (
              <span className="fg2">
                limit {held}
                {forMs > 0 ? ` for ${formatAge(forMs)}` : ""}
              </span>
            )}
          </Fact>
        )}
        {slo === null ? null : (
          <Fact name="SLO">
            <SloLink slo={slo} />
          </Fact>
        )}
        {expr === null || slo !== null ? null : (
          <Fact name="Query">
            <code className={styles.query}>
              <PromqlText>{alert?.expr ?? expr}</PromqlText>
            </code>
          </Fact>
        )}
        {labels.length === 0 ? null : (
          <Fact name="Labels">
            <span className={styles.labels}>
              {labels.map(([name, text]) => (
                <Badge key={name}>
                  {name}={text}
                </Badge>
              ))}
            </span>
          </Fact>
        )}
        <Fact name="Service">
          {service ? (
            <a href={formatRoute({ page: "service", name: service.definition.name })}>{service.definition.name}</a>
          ) : (
            <None />
          )}
        </Fact>
        <Fact name="Hosts">
          {hosts.length === 0 ? <None /> : null}
          <span className={styles.labels}>
            {hosts.slice(0, mostHosts).map((host) => (
              <a key={host} className="mono" href={formatRoute({ page: "host", host })}>
                {host}
              </a>
            ))}
            {hosts.length > mostHosts ? <span className="fg3">{hosts.length - mostHosts} more</span> : null}
          </span>
        </Fact>
      </dl>
    </Panel>
  );
}

/** The SLO and what is left of its budget; the page of one that is counted here has the burn rates, their limits and the query. */
function SloLink({ slo: { id, service, name } }: { readonly slo: NonNullable<ReturnType<typeof sloNamed>> }) {
  const counted = slosStore(({ slos }) => slos?.find((one) => one.id === id));
  const left = counted?.figures?.budget?.leftRatio;
  if (!counted) return `${service} ${name}, of another place`;
  return (
    <>
      <a href={formatRoute({ page: "slos", query: new URLSearchParams({ id }).toString() })}>{`${service} ${name}`}</a>
      <span className="fg2">{left === undefined ? ", budget not known" : `, budget left ${formatBudget(left)}`}</span>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
