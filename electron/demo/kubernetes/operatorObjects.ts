import type { Aggregated } from "./metricsApis.ts";
import type { KubeObject, ObjectStore } from "./objectStore.ts";
import { isReady } from "./podObject.ts";
import { type ResourceType, resourceTypes } from "./resources.ts";

const chosen = { release: "kube-prometheus" };

/** A Prometheus of the operator, what it scrapes, and (unless all is well) a monitor and rules that it never takes. */
export function addOperator(
  store: ObjectStore,
  creationTimestamp: string,
  { namespace, isSound }: { readonly namespace: string; readonly isSound: boolean },
): void {
  const add = (resource: ResourceType, within: string, name: string, spec: object, labels = {}) =>
    store.create(resource, { metadata: { name, namespace: within, labels, creationTimestamp }, spec });
  add(resourceTypes.prometheuses, "monitoring", "k8s", {
    replicas: 2,
    serviceMonitorSelector: { matchLabels: chosen },
    serviceMonitorNamespaceSelector: {},
    podMonitorSelector: { matchLabels: chosen },
    podMonitorNamespaceSelector: {},
    ruleSelector: { matchLabels: chosen },
    ruleNamespaceSelector: {},
  });
  const service = (name: string, port: string, number: number) => {
    const ports = [{ name: port, port: number, targetPort: number }];
    const labels = { app: name };
    add(resourceTypes.services, namespace, name, { selector: labels, ports }, labels);
    const own = store.list(resourceTypes.pods, namespace).filter(({ metadata }) => metadata.labels?.app === name);
    store.create(resourceTypes.endpointSlices, {
      metadata: {
        name: `${name}-endpoints`,
        namespace,
        labels: { "kubernetes.io/service-name": name },
        creationTimestamp,
      },
      addressType: "IPv4",
      endpoints: own.map((pod, index) => ({
        addresses: [`10.42.0.${index + 10}`],
        conditions: { ready: isReady({ status: pod.status }) },
        targetRef: { kind: "Pod", name: pod.metadata.name },
      })),
      ports: [{ name: port, port: number }],
    });
  };
  service("gateway", "http", 8080);
  add(
    resourceTypes.serviceMonitors,
    namespace,
    "gateway",
    { selector: { matchLabels: { app: "gateway" } }, endpoints: [{ port: "http", interval: "15s" }] },
    chosen,
  );
  const group = { name: "gpu", rules: [{ alert: "GpuTooHot", expr: "DCGM_FI_DEV_GPU_TEMP > 85", for: "5m" }] };
  add(resourceTypes.prometheusRules, namespace, "gpu-temperature", { groups: [group] }, isSound ? chosen : {});
  if (isSound) return;
  service("reranker", "metrics", 9000);
  add(resourceTypes.serviceMonitors, namespace, "reranker", {
    selector: { matchLabels: { app: "reranker" } },
    endpoints: [{ port: "9000", interval: "15s" }],
  });
}

/** The operator's Prometheus behind the API server's proxy, as far as its targets are asked for. */
export function prometheusProxy(store: ObjectStore): Aggregated {
  const path = "/api/v1/namespaces/monitoring/services/http:prometheus-operated:9090/proxy/api/v1/targets";
  const isUp = (pod: KubeObject) => pod.metadata.labels?.app === "gateway" && isReady({ status: pod.status });
  return ({ pathname, searchParams }) => {
    if (pathname !== path) return null;
    const pool = searchParams.get("scrapePool") ?? "";
    const [, namespace = "", name = ""] = pool.split("/");
    const pods = name === "gateway" ? store.list(resourceTypes.pods, namespace).filter(isUp) : [];
    const activeTargets = pods.map((pod, index) => ({
      scrapePool: pool,
      scrapeUrl: `http://10.42.0.${index + 10}:8080/metrics`,
      labels: { job: name, pod: pod.metadata.name },
      lastError: "",
      health: "up",
    }));
    return { status: 200, body: { status: "success", data: { activeTargets, droppedTargets: [] } } };
  };
}
