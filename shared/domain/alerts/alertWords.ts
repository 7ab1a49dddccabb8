import { oncePer } from "../../base/oncePer.ts";
import type { Labels } from "../metrics/model.ts";
import type { Alert, AlertSeverity } from "./alert.ts";

const rank: Readonly<Record<AlertSeverity, number>> = { critical: 0, warning: 1, info: 2, none: 3 };

/** What places an alert among others. */
export type Ordered = Pick<Alert, "severity" | "sinceMs" | "id">;

/** Negative where `a` comes first: worse first, of equal ones the one that began first. */
export function worseFirst(a: Ordered, b: Ordered): number {
  return rank[a.severity] - rank[b.severity] || a.sinceMs - b.sinceMs || (a.id < b.id ? -1 : 1);
}

export function worstAlertsFirst<A extends Ordered>(alerts: Iterable<A>): readonly A[] {
  return [...alerts].sort(worseFirst);
}

/** The SLO whose budget burns, by the labels that Sloth gives its alerts; null for an alert of anything else. */
export function sloNamed(
  labels: Labels,
): { readonly id: string; readonly service: string; readonly name: string } | null {
  const { sloth_id: id, sloth_service: service, sloth_slo: name } = labels;
  return id === undefined || service === undefined || name === undefined ? null : { id, service, name };
}

const targetLabels = ["service", "model_name", "instance", "node", "host", "pod", "deployment", "namespace", "job"];

const target = oncePer((labels: Labels): string => {
  const slo = sloNamed(labels);
  if (slo !== null) return `${slo.service} ${slo.name}`;
  const label = targetLabels.find((name) => (labels[name] ?? "") !== "");
  const named = label === undefined ? "" : (labels[label] ?? "");
  const gpu = labels.gpu ?? "";
  return gpu === "" || label !== "instance" ? named : `${named} GPU ${gpu}`;
});

/** What the alert is about, in the words of its labels; empty where it names nothing. */
export function targetOf({ labels }: Pick<Alert, "labels">): string {
  return target(labels);
}

/** The host it names, without a port; null where its labels name none. */
export function hostOf({ labels }: Pick<Alert, "labels">): string | null {
  const instance = labels.instance ?? labels.node ?? labels.host ?? null;
  return instance === null ? null : instance.replace(/:\d+$/, "");
}

/** The target is the host that it names, or a part of it: what a service's alert is about only runs there. */
export function isAboutHost(alert: Pick<Alert, "labels">): boolean {
  const host = hostOf(alert);
  return host !== null && (targetOf(alert) === host || /^[ :]/.test(targetOf(alert).slice(host.length)));
}

/** What tells it from others of its name: a replica's instance rather than the service that all of them serve. */
export function placeOf(alert: Pick<Alert, "labels">): string {
  return isAboutHost(alert) ? targetOf(alert) : (alert.labels.instance ?? targetOf(alert));
}

/** A pod by an alert's labels; `cluster` as the server that told of it calls it, null where none says. */
export interface AlertPod {
  readonly cluster: string | null;
  readonly namespace: string;
  readonly name: string;
}

/** The pod it names; null where its labels name none. */
export function podOf({ labels }: Pick<Alert, "labels">): AlertPod | null {
  const { namespace = "", pod: name = "", cluster = null } = labels;
  return namespace === "" || name === "" ? null : { cluster, namespace, name };
}

/** The id of the console's runbook that a rule's `runbook_url` names; null for none and for an address elsewhere. */
export function runbookOf({ annotations }: Pick<Alert, "annotations">): string | null {
  return /^runbook:([\w.-]+)$/.exec(annotations.runbook_url ?? "")?.[1] ?? null;
}

/** What happened, without the name of the rule. A template that failed says nothing of it. */
export function summaryOf({ annotations: { summary, message, description } }: Pick<Alert, "annotations">): string {
  const told = [summary, message, description].filter((text) => text !== undefined);
  return told.find((text) => !text.startsWith("<error expanding template:")) ?? "";
}
