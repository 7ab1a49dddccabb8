import { type DoctorLink, link } from "../doctor/doctorLink.ts";
import { type LabelSelector, selectorText, selects } from "../selector.ts";
import type { MonitorKind, MonitorObject } from "./monitor.ts";
import type { Prometheus, Surroundings } from "./surroundings.ts";

export interface Selection {
  readonly link: DoctorLink;
  /** Labels that would have it taken; null where labels are not what is missing. */
  readonly labels: Readonly<Record<string, string>> | null;
  readonly by: Prometheus | null;
}

const title = "Chosen by a Prometheus";

/** Whether any Prometheus takes a monitor or rule: by the labels of the object, and by those of its namespace. */
export function selectionOf(
  kind: MonitorKind,
  { metadata }: MonitorObject,
  { prometheuses, namespaces }: Surroundings,
): Selection {
  const none = { labels: null, by: null };
  if (prometheuses === null) return { ...none, link: link(title, "unknown", "The Prometheus objects may not be read") };
  if (prometheuses.length === 0) {
    const next =
      "See whether the operator's own Prometheus is in this cluster, or write the target into its configuration";
    return { ...none, link: link(title, "broken", "The cluster has no Prometheus of the operator", { next }) };
  }
  const inNamespace = namespaces?.find((one) => one.metadata.name === metadata.namespace)?.metadata.labels ?? null;
  const judged = prometheuses.map((prometheus) => {
    const { own, namespace } = selectorsOf(kind, prometheus);
    const byLabels = own != null && selects(own, metadata.labels);
    const isHome = prometheus.metadata.namespace === metadata.namespace;
    const byNamespace =
      namespace == null
        ? isHome
        : selectorText(namespace) === null
          ? true
          : inNamespace && selects(namespace, inNamespace);
    return { prometheus, own, namespace, byLabels, byNamespace };
  });
  const chosen = judged.find((one) => one.byLabels && one.byNamespace);
  if (chosen) {
    const { prometheus } = chosen;
    const paused = prometheus.spec.paused === true;
    return {
      labels: null,
      by: prometheus,
      link: paused
        ? link(title, "broken", `${nameOf(prometheus)} takes it, and is paused`, {
            next: "Set spec.paused of the Prometheus to false: until then its configuration stays as it is",
          })
        : link(title, "sound", `${nameOf(prometheus)} takes it`),
    };
  }
  const nearest = judged.find(({ byLabels }) => byLabels) ?? judged.find(({ byNamespace }) => byNamespace) ?? judged[0];
  return nearest
    ? { by: null, ...missing(kind, metadata.namespace, nearest) }
    : { ...none, link: link(title, "unknown", "") };
}

function missing(
  kind: MonitorKind,
  home: string,
  {
    prometheus,
    own,
    namespace,
    byLabels,
    byNamespace,
  }: {
    readonly prometheus: Prometheus;
    readonly own: LabelSelector;
    readonly namespace: LabelSelector;
    readonly byLabels: boolean;
    readonly byNamespace: boolean | null;
  },
): Pick<Selection, "link" | "labels"> {
  const name = nameOf(prometheus);
  if (own == null) {
    const next = `Set spec.${field(kind)}Selector of the Prometheus: absent it takes nothing, {} takes all`;
    return {
      labels: null,
      link: link(title, "broken", `${name} has no ${field(kind)}Selector, so it takes none`, { next }),
    };
  }
  if (!byLabels) {
    const wanted = own.matchLabels ?? {};
    const text = `${name} takes those with ${selectorText(own)}, and this one has other labels`;
    const next = "Add them to metadata.labels of the object itself: those of its spec do not count";
    return { labels: Object.keys(wanted).length > 0 ? wanted : null, link: link(title, "broken", text, { next }) };
  }
  if (byNamespace === null) {
    return { labels: null, link: link(title, "unknown", `The labels of the namespace ${home} may not be read`) };
  }
  const text =
    namespace == null
      ? `${name} looks in its own namespace ${prometheus.metadata.namespace} alone, and this one is in ${home}`
      : `${name} looks in namespaces with ${selectorText(namespace)}, and ${home} has other labels`;
  const next =
    namespace == null
      ? `Set spec.${field(kind)}NamespaceSelector of the Prometheus to {}, or move the object`
      : `Add those labels to the namespace ${home}, or widen spec.${field(kind)}NamespaceSelector`;
  return { labels: null, link: link(title, "broken", text, { next }) };
}

function field(kind: MonitorKind): "serviceMonitor" | "podMonitor" | "rule" {
  return kind === "ServiceMonitor" ? "serviceMonitor" : kind === "PodMonitor" ? "podMonitor" : "rule";
}

function selectorsOf(kind: MonitorKind, { spec }: Prometheus) {
  const name = field(kind);
  return { own: spec[`${name}Selector`], namespace: spec[`${name}NamespaceSelector`] };
}

function nameOf({ metadata }: Prometheus): string {
  return `${metadata.namespace}/${metadata.name}`;
}
