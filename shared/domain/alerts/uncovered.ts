import type { Alert } from "./alert.ts";
import { hostsSourceName } from "./alertSources.ts";
import { isSameSubject, type Subject, subjectOf } from "./subject.ts";

/** What a rule or a server tells of; null for what hosts tell themselves, and for what is pending, which tells nothing yet. */
export function toldSubject(alert: Alert): Subject | null {
  return alert.state === "pending" || alert.sources.includes(hostsSourceName) ? null : subjectOf(alert);
}

/** Alerts of the hosts' readings of which nobody tells as well. */
export function uncovered(ofHosts: readonly Alert[], told: Iterable<Subject>): readonly Alert[] {
  const subjects = [...told];
  return ofHosts.filter((alert) => {
    const own = subjectOf(alert);
    return own === null || !subjects.some((subject) => isSameSubject(own, subject));
  });
}
