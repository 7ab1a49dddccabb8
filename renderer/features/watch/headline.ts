import { hostOf, summaryOf, targetOf } from "../../../shared/domain/alerts/alertWords.ts";
import { subjectOf } from "../../../shared/domain/alerts/subject.ts";
import { likelyFrom } from "../../../shared/domain/diagnosis/rank.ts";
import type { Severity } from "../../../shared/domain/host/state.ts";
import type { Alert } from "../../state/alertsStore.ts";
import type { LikelyCause } from "../../state/diagnosisStore.ts";
import type { ServiceState } from "../../state/servicesStore.ts";
import type { HostSummary } from "../../state/types.ts";
import { formatNumber } from "../../ui/format.ts";

export interface Headline {
  readonly severity: Severity | "ok" | "unknown";
  readonly title: string;
  readonly detail: string;
  /** What the title is about. */
  readonly alert?: Alert;
  /** The detail names a likely cause. */
  readonly isDiagnosed?: boolean;
}

const namedAtMost = 3;
/** Of what else is wrong: more than anyone looks at one by one. */
const countedAtMost = 1000;

/**
 * The answer in one sentence: what is wrong, then why it probably is, what it touches and what else is wrong. `alerts` come
 * worst first. Null when nothing is.
 */
export function troubleHeadline(
  alerts: readonly Alert[],
  services: readonly ServiceState[],
  causes: ReadonlyMap<string, LikelyCause>,
): Headline | null {
  const firing = seriousIn(alerts, "firing");
  const worst = stateFirst(firing);
  if (!worst) return null;
  const title = titleOf(worst);
  const touched = servicesTouched(worst, services);
  const also = whatElse(firing, worst, title, touched);
  const cause = causes.get(worst.id);
  const isDiagnosed = cause !== undefined && cause.confidence >= likelyFrom;
  const detail = [
    isDiagnosed ? `Likely cause: ${cause.name}${cause.host === null ? "" : ` on ${cause.host}`}.` : "",
    touched.length > 0 ? `It touches ${listed(touched)}.` : isDiagnosed ? "" : described(worst),
    also.length === 0 ? "" : `Also ${listed(also, countedAtMost)}.`,
  ];
  return {
    severity: worst.severity === "critical" ? "critical" : "warning",
    title,
    detail: detail.filter((part) => part !== "").join(" "),
    alert: worst,
    isDiagnosed,
  };
}

/** As a sentence: others come after it. */
function described({ annotations: { description = "" } }: Alert): string {
  return description === "" || /[.!?]\s*$/.test(description) ? description : `${description}.`;
}

/** The sentence while nothing fires: all is well only where nothing is about to fire and every service is whole. */
export function quietHeadline(
  hosts: readonly HostSummary[],
  alerts: readonly Alert[],
  services: readonly ServiceState[],
): Headline {
  if (hosts.length === 0)
    return { severity: "unknown", title: "No hosts are watched yet", detail: "Add hosts to see their GPUs." };
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
  const pending = unique(seriousIn(alerts, "pending").map(titleOf));
  if (pending.length > 0) {
    return {
      severity: "info",
      title: `Nothing fires yet: ${pending.length === 1 ? "one condition holds" : `${pending.length} conditions hold`}`,
      detail: `${listed(pending)} will fire unless ${pending.length === 1 ? "it ends" : "they end"}.`,
    };
  }
  const unwell = services.filter(({ health }) => isUnwell(health)).map(({ definition }) => definition.name);
  if (unwell.length > 0) {
    return {
      severity: "info",
      title: `Nothing fires, but ${listed(unwell)} ${unwell.length === 1 ? "is" : "are"} not whole`,
      detail: "See Services for what does not answer.",
    };
  }
  const gpus = hosts.reduce((sum, host) => sum + host.gpusReporting, 0);
  return {
    severity: "ok",
    title:
      hosts.length === 1
        ? `${hosts[0]?.name} and its ${gpus === 1 ? "GPU" : `${gpus} GPUs`} are healthy`
        : `All ${hosts.length} hosts and ${gpus} GPUs are healthy`,
    detail: "Nothing fires: every GPU reports and none asks for action.",
  };
}

function seriousIn(alerts: readonly Alert[], wanted: Alert["state"]): readonly Alert[] {
  return alerts.filter(
    ({ state, severity }) => state === wanted && (severity === "critical" || severity === "warning"),
  );
}

/** Some of it answered before, or should, and does not. */
function isUnwell({ kind }: ServiceState["health"]): boolean {
  return kind === "degraded" || kind === "down" || kind === "stale";
}

/** Of those as bad as the worst, a state before the event that announced it. */
function stateFirst(sorted: readonly Alert[]): Alert | undefined {
  const [first] = sorted;
  return sorted.find((alert) => alert.severity === first?.severity && subjectOf(alert)?.topic !== "xid") ?? first;
}

/** `gpu-a01 GPU 3: slowed by its hardware`; a GPU that the summary names is not named twice. */
function titleOf(alert: Alert): string {
  const what = whatOf(alert);
  const target = /\bGPU\b/.test(what) ? (hostOf(alert) ?? targetOf(alert)) : targetOf(alert);
  return target === "" || what.includes(target) ? what : `${target}: ${what}`;
}

/** Part of a sentence, whether the rule's author ended it or not. */
function whatOf(alert: Alert): string {
  return summaryOf(alert).replace(/\.\s*$/, "") || alert.name;
}

/** Where else something is wrong, then what else is where the title says: each rule once, however many replicas it tells of. */
function whatElse(
  firing: readonly Alert[],
  worst: Alert,
  title: string,
  touched: readonly string[],
): readonly string[] {
  const elsewhere = new Set<string>();
  const here = new Map<string, string>();
  for (const alert of firing) {
    const target = targetOf(alert);
    if (alert.name === worst.name && target === targetOf(worst)) continue;
    const isSaid = target === "" || (title.startsWith(target) && /[: ]/.test(title.charAt(target.length)));
    if (isSaid && !here.has(alert.name)) here.set(alert.name, whatOf(alert));
    else if (!isSaid && !touched.includes(target)) elsewhere.add(target);
    if (elsewhere.size > namedAtMost + countedAtMost) break;
  }
  return unique([...elsewhere, ...here.values()]);
}

/** Those that it is about, or that run on its host. */
function servicesTouched(alert: Alert, services: readonly ServiceState[]): readonly string[] {
  const host = hostOf(alert);
  return services
    .filter(
      ({ alerts, hosts, definition }) =>
        definition.name !== targetOf(alert) &&
        (alerts.some(({ id }) => id === alert.id) || (host !== null && hosts.includes(host))),
    )
    .map(({ definition }) => definition.name);
}

/** What is more than `mostCounted` is not told to the last one. */
function listed(names: readonly string[], mostCounted = Number.POSITIVE_INFINITY): string {
  const more = names.length - namedAtMost;
  const said = more > mostCounted ? `over ${formatNumber(mostCounted)}` : formatNumber(more);
  return `${names.slice(0, namedAtMost).join(", ")}${more > 0 ? ` and ${said} more` : ""}`;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
