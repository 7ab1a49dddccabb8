import type { Alert } from "../alerts/alert.ts";
import type { Labels } from "../metrics/model.ts";
import type { WorkspaceNotify } from "../workspace/notify.ts";
import { type GroupState, groupKey, newGroup, withAlerts } from "./groupState.ts";
import { type PlannedMessage, planGroup } from "./planGroup.ts";
import { type AlertPlace, routesOf } from "./routing.ts";

export interface NotifySituation {
  readonly workspace: string;
  readonly notify: WorkspaceNotify;
  readonly alerts: Iterable<Alert>;
  readonly placeOf: (alert: Alert) => AlertPlace;
  /** Whether a source of alerts is a server, not this console. */
  readonly isOfServer: (source: string) => boolean;
  /** Whether an alert that is not there has ended: not while its source may not have answered since the console began. */
  readonly isGone: (id: string) => boolean;
  /** Unix ms. */
  readonly nowMs: number;
}

export interface NotifyPlan {
  /** All groups as they are now. */
  readonly groups: readonly GroupState[];
  readonly messages: readonly PlannedMessage[];
}

/** What is due to be told now, given what was told before. */
export function planNotifications(before: readonly GroupState[], situation: NotifySituation): NotifyPlan {
  const { workspace, notify, nowMs, isGone } = situation;
  const fresh = new Map<string, GroupState>();
  const firing = new Map<string, Map<string, Alert>>();
  const holding = holdersOf(before);
  for (const alert of situation.alerts) {
    if (alert.state === "pending") continue;
    for (const route of routesFor(alert, holding.get(alert.id), situation)) {
      const labels = labelsOf(alert, route.groupBy);
      const key = groupKey(route.name, labels);
      const members = firing.get(key) ?? new Map<string, Alert>();
      members.set(alert.id, alert);
      firing.set(key, members);
      fresh.set(key, newGroup(route.name, labels, nowMs));
    }
  }
  for (const group of before) fresh.set(group.key, group);
  const plans = [...fresh.values()].map((group) =>
    planGroup(withAlerts(group, firing.get(group.key) ?? new Map(), { nowMs, isGone }), { workspace, notify, nowMs }),
  );
  return {
    groups: plans.flatMap(({ group }) => group ?? []),
    messages: plans.flatMap(({ messages }) => messages),
  };
}

/** An alert stays with the routes that took it for as long as it fires: a time of the day that ends does not end the alert. */
function routesFor(alert: Alert, holding: ReadonlySet<string> | undefined, situation: NotifySituation) {
  const { notify, placeOf, isOfServer, nowMs } = situation;
  const matching = routesOf(notify.routes, alert, placeOf(alert), isOfServer, nowMs);
  if (!holding) return matching;
  return notify.routes.filter((route) => matching.includes(route) || holding.has(route.name));
}

/** The routes that told of an alert, by its id. */
function holdersOf(groups: readonly GroupState[]): ReadonlyMap<string, ReadonlySet<string>> {
  const holders = new Map<string, Set<string>>();
  for (const { route, alerts } of groups) {
    for (const [id, { isTold }] of Object.entries(alerts)) {
      if (!isTold) continue;
      const routes = holders.get(id);
      if (routes) routes.add(route);
      else holders.set(id, new Set([route]));
    }
  }
  return holders;
}

function labelsOf({ labels }: Alert, names: readonly string[]): Labels {
  return Object.fromEntries(names.flatMap((name) => (labels[name] === undefined ? [] : [[name, labels[name]]])));
}
