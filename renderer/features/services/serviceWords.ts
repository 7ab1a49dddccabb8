import { worstVerdict } from "../../../shared/domain/services/limits.ts";
import type { ServiceState } from "../../state/servicesStore.ts";
import { formatAge } from "../../ui/format.ts";
import type { Status } from "../../ui/StatusIcon.tsx";

export interface ServiceStatus {
  readonly status: Status;
  /** In one or two words. */
  readonly word: string;
  /** What is the matter, in a sentence; null when all is well. */
  readonly detail: string | null;
}

/** How a service is doing, in words: its figures where they are of now, else why they are not. */
export function serviceStatus({ health, signals }: ServiceState): ServiceStatus {
  switch (health.kind) {
    case "ok":
      return ofFigures(signals);
    case "degraded": {
      const worst = ofFigures(signals);
      return {
        status: worst.status === "critical" ? "critical" : "warning",
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

function ofFigures(signals: ServiceState["signals"]): ServiceStatus {
  const verdict = worstVerdict(signals);
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
  return perSecond.toLocaleString("en-US", {
    maximumFractionDigits: perSecond < 1000 ? 1 : 0,
    minimumFractionDigits: perSecond < 1000 ? 1 : 0,
  });
}

/** `+4 %`, with a minus that is as wide as the plus. */
export function changeText(ratio: number): string {
  const percent = Math.round(ratio * 100);
  return `${percent < 0 ? "\u2212" : percent > 0 ? "+" : ""}${Math.abs(percent)} %`;
}
