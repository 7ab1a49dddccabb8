import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, DisposableStore } from "../../../shared/base/disposable.ts";
import type { Alert } from "../../../shared/domain/alerts/alert.ts";
import { hostsSourceName } from "../../../shared/domain/alerts/alertSources.ts";
import { silence } from "../../../shared/domain/alerts/silence.ts";
import { alertEvents, knownAlert } from "../../../shared/domain/events/alertEvents.ts";
import { silenceEvents } from "../../../shared/domain/events/silenceEvents.ts";
import type { AlertChange, AlertsService } from "../alerts/types.ts";
import type { EventJournal } from "./eventJournal.ts";

/** Rules and servers have been asked by then: what fired when the console ended and does not now has ended since. */
const settledMs = 2 * 60_000;

/** Alerts and silences. */
export function followAlerts(
  alerts: Pick<AlertsService, "alerts" | "onChange" | "silences" | "onSilences">,
  journal: EventJournal,
  clock: Clock,
  isHost: (name: string) => boolean,
): Disposable {
  const owned = new DisposableStore();
  const firing = journal.memory("alert", knownAlert);
  const states = journal.memory("silence", silence.shape.state);

  /** What hosts show is written down from the hosts themselves. */
  const isOfHosts = ({ sources }: Alert) => sources.includes(hostsSourceName);

  function read({ changed: all, gone }: AlertChange): void {
    const changed = all.filter((alert) => !isOfHosts(alert));
    const told = alertEvents({ changed, gone, known: firing.get, isHost, nowMs: clock.nowMs() });
    firing.write(told.events, told.known);
  }

  function readSilences(): void {
    const known = alerts.silences.filter(({ id, state }) => states.get(id) !== state);
    states.write(
      silenceEvents(states.all, known, clock.nowMs()),
      new Map(known.map(({ id, state }) => [id, state === "expired" ? null : state])),
    );
  }

  read({ changed: [...alerts.alerts.values()], gone: [] });
  owned.add(alerts.onChange(read));
  owned.add(alerts.onSilences(readSilences));
  const left = new Set(firing.all.keys());
  owned.add(
    clock.after(settledMs, () => read({ changed: [], gone: [...left].filter((id) => !alerts.alerts.has(id)) })),
  );
  return owned;
}
