import { summaryOf, targetOf, worstAlertsFirst } from "../../../shared/domain/alerts/alertWords.ts";
import type { Severity } from "../../../shared/domain/host/state.ts";
import type { Alert } from "../../state/alertsStore.ts";
import type { Finding, HostSummary } from "../../state/types.ts";

export interface Headline {
  readonly severity: Severity | "ok" | "unknown";
  readonly title: string;
  readonly detail: string;
  /** The finding that the title is about. */
  readonly worst?: Finding;
  /** The alert that the title is about. */
  readonly alert?: Alert;
}

const rank: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 };

/** Worst first; of equal ones a state before the event that announced it, then the one that began first. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort(
    (a, b) =>
      rank[a.severity] - rank[b.severity] ||
      Number(isEvent(a)) - Number(isEvent(b)) ||
      a.sinceMs - b.sinceMs ||
      a.id.localeCompare(b.id),
  );
}

const isEvent = ({ kind }: Finding) => kind === "gpuXid";

/**
 * The answer in one sentence: what is wrong, then what else. A finding knows more than an alert of the same severity: it has
 * the host's own words.
 */
export function headline(
  hosts: readonly HostSummary[],
  findings: readonly Finding[],
  alerts: readonly Alert[] = [],
): Headline {
  if (hosts.length === 0)
    return { severity: "unknown", title: "No hosts are watched yet", detail: "Add hosts to see their GPUs." };
  const serious = worstFirst(findings).filter(({ severity }) => severity !== "info");
  const [worst, ...others] = serious;
  const firing = worstAlertsFirst(alerts).filter(({ state, severity }) => state === "firing" && isSerious(severity));
  const [alert] = firing;
  if (alert && isSerious(alert.severity) && (!worst || rank[alert.severity] < rank[worst.severity])) {
    return { severity: alert.severity, title: alertTitle(alert), detail: touched(firing), alert };
  }
  if (worst) {
    return {
      severity: worst.severity,
      title: `${worst.host}: ${worst.title}`,
      detail: otherWords(others) || worst.detail,
      worst,
    };
  }
  const waiting = hosts.filter((host) => host.lastSampleAtMs === null).length;
  if (waiting > 0) {
    return {
      severity: "unknown",
      title:
        waiting === hosts.length
          ? "Connecting to the fleet"
          : `${hosts.length - waiting} of ${hosts.length} hosts are read`,
      detail: `${waiting} ${waiting === 1 ? "host has" : "hosts have"} not sent a sample yet.`,
    };
  }
  const gpus = hosts.reduce((sum, host) => sum + host.gpusReporting, 0);
  return {
    severity: "ok",
    title: `All ${hosts.length} hosts and ${gpus} GPUs are healthy`,
    detail: "Every GPU reports, none is throttled, no counter asks for action.",
  };
}

function isSerious(severity: Alert["severity"]): severity is "critical" | "warning" {
  return severity === "critical" || severity === "warning";
}

function alertTitle(alert: Alert): string {
  const target = targetOf(alert);
  const what = summaryOf(alert) || alert.name;
  return target === "" ? what : `${target}: ${what}`;
}

/** What the first alert and the others are about. */
function touched([first, ...others]: readonly Alert[]): string {
  if (!first) return "";
  const targets = [...new Set(others.map(targetOf))].filter((target) => target !== "" && target !== targetOf(first));
  if (targets.length === 0) return first.annotations.description ?? first.name;
  const more = targets.length - 3;
  return `Also ${targets.slice(0, 3).join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}

function otherWords(others: readonly Finding[]): string {
  if (others.length === 0) return "";
  const shown = others.slice(0, 3).map((finding) => `${finding.host} ${lowerFirst(finding.title)}`);
  const more = others.length - shown.length;
  return `Also ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}

/** Sentence case inside a sentence, but names and abbreviations (GPU, XID) keep their capitals. */
function lowerFirst(text: string): string {
  return /^(?!Xid)[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
