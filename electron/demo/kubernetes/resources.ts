/** A kind of object that the simulated API serves. */
export interface ResourceType {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

const of = (groupVersion: string, kind: string, plural: string, namespaced = true): ResourceType => {
  const [version = "", group = ""] = groupVersion.split("/").reverse();
  return { group, version, plural, kind, namespaced };
};

export const resourceTypes = {
  namespaces: of("v1", "Namespace", "namespaces", false),
  nodes: of("v1", "Node", "nodes", false),
  pods: of("v1", "Pod", "pods"),
  events: of("v1", "Event", "events"),
  configMaps: of("v1", "ConfigMap", "configmaps"),
  services: of("v1", "Service", "services"),
  endpointSlices: of("discovery.k8s.io/v1", "EndpointSlice", "endpointslices"),
  deployments: of("apps/v1", "Deployment", "deployments"),
  replicaSets: of("apps/v1", "ReplicaSet", "replicasets"),
  statefulSets: of("apps/v1", "StatefulSet", "statefulsets"),
  daemonSets: of("apps/v1", "DaemonSet", "daemonsets"),
  jobs: of("batch/v1", "Job", "jobs"),
  autoscalers: of("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
  budgets: of("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets"),
  leases: of("coordination.k8s.io/v1", "Lease", "leases"),
  accessReviews: of("authorization.k8s.io/v1", "SubjectAccessReview", "subjectaccessreviews", false),
  apiServices: of("apiregistration.k8s.io/v1", "APIService", "apiservices", false),
  prometheuses: of("monitoring.coreos.com/v1", "Prometheus", "prometheuses"),
  serviceMonitors: of("monitoring.coreos.com/v1", "ServiceMonitor", "servicemonitors"),
  podMonitors: of("monitoring.coreos.com/v1", "PodMonitor", "podmonitors"),
  prometheusRules: of("monitoring.coreos.com/v1", "PrometheusRule", "prometheusrules"),
} as const;

/** Kinds that have a scale. */
export const scalable: ReadonlySet<string> = new Set(["Deployment", "ReplicaSet", "StatefulSet"]);

export function groupVersionOf({ group, version }: ResourceType): string {
  return group === "" ? version : `${group}/${version}`;
}
