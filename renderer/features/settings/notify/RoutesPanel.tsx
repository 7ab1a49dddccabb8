import { type NotifyView, notifyStore } from "../../../state/notifyStore.ts";
import { settingsStore } from "../../../state/settingsStore.ts";
import { type Column, DataTable } from "../../../ui/DataTable.tsx";
import { formatAge, formatClock } from "../../../ui/format.ts";
import { Panel } from "../../../ui/Panel.tsx";
import styles from "../SettingsPage.module.css";

type Route = NotifyView["routes"][number];
type Rota = NotifyView["rotas"][number];

const routeColumns: readonly Column<Route>[] = [
  {
    id: "name",
    header: "Route",
    width: 120,
    name: true,
    cell: ({ name }) => <span className="mono clip">{name}</span>,
  },
  { id: "takes", header: "Takes", cell: (route) => <span className="clip">{takenBy(route)}</span>, title: takenBy },
  {
    id: "tells",
    header: "Tells",
    width: 160,
    cell: ({ notify }) => <span className="mono clip">{notify.join(", ")}</span>,
    title: ({ notify }) => notify.join(", "),
  },
  {
    id: "pace",
    header: "When",
    width: 232,
    cell: (route) => <span className="clip">{paceOf(route)}</span>,
    title: paceOf,
  },
];

const rotaColumns: readonly Column<Rota>[] = [
  { id: "name", header: "Rota", width: 120, name: true, cell: ({ name }) => <span className="mono clip">{name}</span> },
  { id: "now", header: "On call", width: 232, cell: ({ onCall }) => <OnCallText onCall={onCall} /> },
  { id: "people", header: "Turns", cell: ({ people }) => <span className="clip">{people.join(", then ")}</span> },
  { id: "zone", header: "By the clocks of", width: 160, cell: ({ zone }) => <span className="clip">{zone}</span> },
];

/** Who is told of what, as `midwatch.yaml` says, in words. */
export function RoutesPanel() {
  const notify = notifyStore((state) => state.notify);
  if (!notify || (notify.routes.length === 0 && notify.channels.length === 0)) return null;
  const { routes, escalations, rotas, people, quietHours } = notify;
  return (
    <Panel title="Who is told">
      {routes.length === 0 ? (
        <p className={styles.note}>
          No route names a channel, so nothing is sent. <code>notify.routes</code> in <code>midwatch.yaml</code> says
          which alerts are told to whom.
        </p>
      ) : (
        <DataTable label="Routes" columns={routeColumns} rows={routes} rowKey={({ name }) => name} />
      )}
      {rotas.length === 0 ? null : (
        <DataTable label="Rotas" columns={rotaColumns} rows={rotas} rowKey={({ name }) => name} />
      )}
      <ul className={styles.secrets} aria-label="Escalations, people and quiet hours">
        {escalations.map(({ name, steps }) => (
          <li key={`escalation ${name}`} className={styles.note}>
            Escalation <span className="mono fg0">{name}</span>: while nobody claims,{" "}
            {steps
              .map(({ afterMs, notify: who }) => `after ${formatAge(afterMs)} ${who.join(" and ")}`)
              .join(", then ")}
            .
          </li>
        ))}
        {people.map(({ name, notify: channels }) => (
          <li key={`person ${name}`} className={styles.note}>
            <span className="mono fg0">{name}</span> is reached by {channels.join(" and ")}.
          </li>
        ))}
        {quietHours === null ? null : (
          <li className={styles.note}>
            Quiet hours: {quietHours.during.join("; ")}.{" "}
            {quietHours.critical === "pass" ? "Critical alerts pass; the rest waits" : "Everything waits"} until they
            end.
          </li>
        )}
      </ul>
    </Panel>
  );
}

function takenBy({ severities, services, environments, during, from }: Route): string {
  return [
    severities.join(" and "),
    services === null ? "" : `of ${services.join(", ")}`,
    environments === null ? "" : `in ${environments.join(", ")}`,
    during === null ? "" : `during ${during.join("; ")}`,
    from === "all" ? "also what servers tell" : "found by this console",
  ]
    .filter((part) => part !== "")
    .join(", ");
}

function paceOf({ groupWaitMs, repeatMs, groupBy, escalation }: Route): string {
  const by = groupBy.length === 0 ? "all together" : `by ${groupBy.join(", ")}`;
  const then = escalation === null ? `again after ${formatAge(repeatMs)}` : `then ${escalation}`;
  return `${groupWaitMs === 0 ? "at once" : `after ${formatAge(groupWaitMs)}`}, ${by}, ${then}`;
}

function OnCallText({ onCall }: Pick<Rota, "onCall">) {
  const zone = settingsStore((state) => state.clock);
  if (!onCall) return <span className="fg3">nobody before the first shift</span>;
  const date = new Date(onCall.untilMs).toISOString().slice(0, 10);
  return (
    <span className="clip">
      <span className="fg0">{onCall.person}</span> until {date} {formatClock(onCall.untilMs, zone).slice(0, 5)}
    </span>
  );
}
