import { stringify } from "yaml";
import type { ClusterEvent } from "../clusterEvent.ts";
import { type DoctorLink, link } from "../doctor/doctorLink.ts";
import type { MonitorKind, MonitorObject } from "./monitor.ts";
import { ownFaults, rejected } from "./ownFaults.ts";
import { podTargets, serviceTargets, type Targets } from "./scrapeTargets.ts";
import { type Selection, selectionOf } from "./selection.ts";
import type { Prometheus, Surroundings } from "./surroundings.ts";

export interface Judgement {
  readonly links: readonly DoctorLink[];
  /** The object as it would be right, as YAML; null where nothing in it is known to be wrong. */
  readonly manifest: string | null;
  /** Which Prometheus takes it; null for none. */
  readonly by: Prometheus | null;
}

/** Why what a monitor means is not scraped, or a rule not evaluated, by what stands in the cluster alone. */
export function judgeMonitor(
  kind: MonitorKind,
  monitor: MonitorObject,
  around: Surroundings,
  events: readonly ClusterEvent[],
): Judgement {
  const selection = selectionOf(kind, monitor, around);
  const refused = events.find(({ reason }) => reason === "InvalidConfiguration");
  const faults = ownFaults(monitor);
  const own = faults.length > 0 || !refused ? faults : [rejected(refused.message)];
  const targets = targetsOf(kind, monitor, around, selection.by);
  return {
    by: selection.by,
    links: [selection.link, ...own, ...targets.links],
    manifest: corrected(kind, monitor, selection, targets),
  };
}

function targetsOf(kind: MonitorKind, monitor: MonitorObject, around: Surroundings, by: Prometheus | null): Targets {
  if (kind === "ServiceMonitor") return serviceTargets(monitor, around, by);
  if (kind === "PodMonitor") return podTargets(monitor, around, by);
  const count = (monitor.spec.groups ?? []).reduce((sum, { rules }) => sum + (rules?.length ?? 0), 0);
  const found =
    count === 0
      ? link("Rules", "broken", "It has no rules", { next: "Add a group with a rule" })
      : link("Rules", "sound", count === 1 ? "1 rule" : `${count} rules`);
  return { links: [found], namespaces: null, ports: new Map() };
}

/** Without what the server adds to it. */
function corrected(
  kind: MonitorKind,
  monitor: MonitorObject,
  { labels }: Selection,
  { namespaces, ports }: Targets,
): string | null {
  if (labels === null && namespaces === null && ports.size === 0) return null;
  const { metadata, spec } = monitor;
  const list = spec.podMetricsEndpoints.length > 0 ? "podMetricsEndpoints" : "endpoints";
  const { endpoints: _endpoints, podMetricsEndpoints: _podEndpoints, namespaceSelector, ...rest } = spec;
  const endpoints = spec[list].map((endpoint, index) => {
    const port = ports.get(index);
    if (port === undefined) return endpoint;
    const { port: _port, portNumber: _number, targetPort: _target, ...others } = endpoint;
    return { port, ...others };
  });
  const { annotations } = metadata;
  const { "kubectl.kubernetes.io/last-applied-configuration": _applied, ...kept } = annotations;
  return stringify({
    apiVersion: "monitoring.coreos.com/v1",
    kind,
    metadata: {
      name: metadata.name,
      namespace: metadata.namespace,
      labels: { ...metadata.labels, ...labels },
      ...(Object.keys(kept).length > 0 ? { annotations: kept } : {}),
    },
    spec: {
      ...rest,
      ...(namespaces !== null
        ? { namespaceSelector: { matchNames: namespaces } }
        : namespaceSelector
          ? { namespaceSelector }
          : {}),
      ...(endpoints.length > 0 ? { [list]: endpoints } : {}),
    },
  });
}
