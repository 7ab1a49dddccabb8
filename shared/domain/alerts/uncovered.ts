import type { Alert } from "./alert.ts";
import { hostsSourceName } from "./alertSources.ts";
import { hostOf } from "./alertWords.ts";
import { isSameSubject, subjectOf } from "./subject.ts";

/** Alerts of the hosts' readings that no rule and no server tells of as well. What is only pending tells nothing yet. */
export function uncovered(ofHosts: readonly Alert[], alerts: Iterable<Alert>): readonly Alert[] {
  if (ofHosts.length === 0) return ofHosts;
  const hosts = new Set(ofHosts.map(({ labels }) => labels.instance));
  const told = [...alerts].flatMap((alert) => {
    if (!hosts.has(hostOf(alert) ?? "") || alert.state === "pending" || alert.sources.includes(hostsSourceName))
      return [];
    return subjectOf(alert) ?? [];
  });
  return ofHosts.filter((alert) => {
    const own = subjectOf(alert);
    return own === null || !told.some((subject) => isSameSubject(own, subject));
  });
}
