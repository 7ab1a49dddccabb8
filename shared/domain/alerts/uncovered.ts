import type { Alert } from "./alert.ts";
import { hostsSourceName } from "./alertSources.ts";
import { isSameSubject, subjectOf } from "./subject.ts";

/** Alerts of the hosts' readings that no rule and no server tells of as well. What is only pending tells nothing yet. */
export function uncovered(ofHosts: readonly Alert[], alerts: Iterable<Alert>): readonly Alert[] {
  if (ofHosts.length === 0) return ofHosts;
  const hosts = new Set(ofHosts.map(({ labels }) => labels.instance));
  const told = [...alerts].flatMap((alert) => {
    if (alert.state === "pending" || alert.sources.includes(hostsSourceName)) return [];
    const subject = subjectOf(alert);
    return subject !== null && hosts.has(subject.host) ? [subject] : [];
  });
  return ofHosts.filter((alert) => {
    const own = subjectOf(alert);
    return own === null || !told.some((subject) => isSameSubject(own, subject));
  });
}
