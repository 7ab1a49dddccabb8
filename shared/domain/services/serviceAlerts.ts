import type { Alert } from "../alerts/alert.ts";
import { worstAlertsFirst } from "../alerts/alertWords.ts";
import type { LabelMatcher } from "../promql/matcher.ts";
import type { ServiceAlert } from "./model.ts";

/** More of them say no more. */
const mostAlerts = 50;

/** What fires about a service, worst first: what names it, and what carries the labels that select its targets. */
export function serviceAlerts(
  name: string,
  matchers: readonly LabelMatcher[],
  alerts: Iterable<Alert>,
): readonly ServiceAlert[] {
  const own: Alert[] = [];
  for (const alert of alerts) if (alert.state === "firing" && isAbout(alert, name, matchers)) own.push(alert);
  return worstAlertsFirst(own)
    .slice(0, mostAlerts)
    .map(({ id, name: rule, severity }) => ({ id, name: rule, severity }));
}

/** A matcher on a label that the alert was summed over says nothing; one at least must speak, and all that do must hold. */
function isAbout({ labels }: Alert, name: string, matchers: readonly LabelMatcher[]): boolean {
  // Alerts of SLOs name the service under Sloth's label.
  const named = labels.service ?? labels.sloth_service;
  if (named !== undefined) return named === name;
  const speaking = matchers.filter((matcher) => labels[matcher.name] !== undefined);
  return speaking.length > 0 && speaking.every((matcher) => matcher.matches(labels[matcher.name] ?? ""));
}
