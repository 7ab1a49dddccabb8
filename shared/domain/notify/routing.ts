import type { Alert } from "../alerts/alert.ts";
import { hostOf } from "../alerts/alertWords.ts";
import type { NotifyRoute, WorkspaceNotify } from "../workspace/notify.ts";
import { onCallAt } from "./rota.ts";
import { isWithin } from "./timeWindow.ts";

/** What routes look at, beside the alert itself. */
export interface AlertPlace {
  /** Null where its labels name none. */
  readonly service: string | null;
  readonly environment: string | null;
}

/** Where an alert is, by its labels and the environments of hosts. */
export function placeOf(
  alert: Pick<Alert, "labels">,
  environmentOfHost: (host: string) => string | undefined,
): AlertPlace {
  const { labels } = alert;
  const host = hostOf(alert);
  return {
    service: labels.service ?? null,
    environment: labels.environment ?? labels.env ?? (host === null ? null : (environmentOfHost(host) ?? null)),
  };
}

/** The routes that take an alert: the first that does, and those behind it for as long as they continue. */
export function routesOf(
  routes: readonly NotifyRoute[],
  alert: Alert,
  place: AlertPlace,
  isOfServer: (source: string) => boolean,
  nowMs: number,
): readonly NotifyRoute[] {
  const taken: NotifyRoute[] = [];
  for (const route of routes) {
    if (!takes(route, alert, place, isOfServer, nowMs)) continue;
    taken.push(route);
    if (!route.continue) break;
  }
  return taken;
}

function takes(
  route: NotifyRoute,
  alert: Alert,
  { service, environment }: AlertPlace,
  isOfServer: (source: string) => boolean,
  nowMs: number,
): boolean {
  const { severities, services, environments, during, from } = route;
  return (
    severities.includes(alert.severity) &&
    (services === undefined || (service !== null && services.includes(service))) &&
    (environments === undefined || (environment !== null && environments.includes(environment))) &&
    (during === undefined || isWithin(during, nowMs)) &&
    // What a server tells too is its business: it may page by itself.
    (from === "all" || !alert.sources.some(isOfServer))
  );
}

/** The channels that channels, people and rotas stand for now, each once. */
export function channelsOf(
  { channels, people, rotas }: Pick<WorkspaceNotify, "channels" | "people" | "rotas">,
  targets: readonly string[],
  nowMs: number,
): readonly string[] {
  const ofPerson = (name: string) => people.find((person) => person.name === name)?.notify ?? [];
  const found = targets.flatMap((target) => {
    if (channels.some(({ name }) => name === target)) return [target];
    const rota = rotas.find(({ name }) => name === target);
    if (!rota) return ofPerson(target);
    const onCall = onCallAt(rota, nowMs);
    return onCall ? ofPerson(onCall.person) : [];
  });
  return [...new Set(found)];
}
