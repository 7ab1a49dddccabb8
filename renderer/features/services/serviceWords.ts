import { worstVerdict } from "../../../shared/domain/services/limits.ts";
import type { ServiceState } from "../../state/servicesStore.ts";
import { formatAge, formatNumber } from "../../ui/format.ts";
import type { Status } from "../../ui/StatusIcon.tsx";

export interface ServiceStatus {
  readonly status: Status;
  /** In one or two words. */
  readonly word: string;
  /** What is the matter, in a sentence; null when all is well. */
  readonly detail: string | null;
}

/** How a service is doing, in words: its figures where they are of now, else why they are not. */
export function serviceStatus(state: ServiceState): ServiceStatus {
  const { health } = state;
  switch (health.kind) {
    case "ok":
      return worst(state);
    case "degraded": {
      return {
        status: worst(state).status === "critical" ? "critical" : "warning",
        word: `${health.down} of ${health.targets} down`,
        detail: `${health.down} of ${health.targets} targets do not answer`,
      };
    }
    case "down":
      return {
        status: "critical",
        word: "Down",
        detail: health.targets === 1 ? "Its target does not answer" : `None of its ${health.targets} targets answers`,
      };
    case "stale":
      return {
        status: "unknown",
        word: "Stale",
        detail: health.why === "unreachable" ? "None of its hosts is connected" : "No samples of now",
      };
    case "noData":
      return { status: "unknown", word: "No data", detail: "No metric matches its targets" };
    case "failed":
      return { status: "unknown", word: "Query failed", detail: health.message };
    case "waiting":
      return { status: "waiting", word: "Not read yet", detail: null };
  }
}

/** Of what fires, and of the figures themselves: no rule may watch them. */
function worst(state: ServiceState): ServiceStatus {
  const fires = (severity: string) => state.alerts.some((alert) => alert.severity === severity);
  const ofFigures = worstVerdict(state);
  const verdict =
    ofFigures === "critical" || fires("critical")
      ? "critical"
      : ofFigures === "warning" || fires("warning")
        ? "warning"
        : "ok";
  const word = verdict === "ok" ? "OK" : verdict === "warning" ? "Warning" : "Critical";
  return { status: verdict, word, detail: null };
}

/** Figures of a service that cannot be read are its last ones. */
export function isOfNow({ health }: ServiceState): boolean {
  return health.kind === "ok" || health.kind === "degraded";
}

/** `None of its hosts is connected, 2m` */
export function troubleText(state: ServiceState, nowMs: number): string | null {
  const { detail } = serviceStatus(state);
  return detail === null ? null : `${detail}, ${formatAge(nowMs - state.sinceMs)}`;
}

/** `184.2`, `8,412` */
export function rateText(perSecond: number): string {
  return formatNumber(perSecond, perSecond < 1000 ? 1 : 0);
}

/** `+4 %`. */
export function changeText(ratio: number): string {
  const percent = Math.round(ratio * 100);
  return `${percent > 0 ? "+" : ""}${formatNumber(percent)} %`;
}

/** It tells its requests, and told none at the same hour yesterday, as far as is known: nothing to compare with. */
export function lacksYesterday({ change, signals }: Pick<ServiceState, "change" | "signals">): boolean {
  return change === null && signals.requests !== undefined;
}

/** `LatencyP99High`, `7 alerts`; null when nothing fires. */
export function firingText({ alerts }: Pick<ServiceState, "alerts">): string | null {
  const [first] = alerts;
  return first === undefined ? null : alerts.length === 1 ? first.name : `${alerts.length} alerts`;
}
