import type { ObjectStore } from "./objectStore.ts";
import { resourceTypes } from "./resources.ts";

/** What the adapter makes of the gateway's series. */
export const gatewayMetric = "gateway_requests_in_flight";

const adapterConfig = `rules:
- seriesQuery: 'gateway_requests_in_flight{namespace!="",pod!=""}'
  resources:
    overrides:
      namespace: {resource: namespace}
      pod: {resource: pod}
  metricsQuery: 'sum(<<.Series>>{<<.LabelMatchers>>}) by (<<.GroupBy>>)'
`;

/** Autoscalers over deployments by name, with the servers that answer for their metrics. */
export function addAutoscalers(
  store: ObjectStore,
  createdAt: string,
  {
    namespace,
    gateways,
    isSound,
  }: { readonly namespace: string; readonly gateways: number; readonly isSound: boolean },
): void {
  for (const [group, service] of [
    ["custom.metrics.k8s.io", "prometheus-adapter"],
    ["metrics.k8s.io", "metrics-server"],
  ] as const) {
    store.create(resourceTypes.apiServices, {
      metadata: { name: `v1beta1.${group}`, creationTimestamp: createdAt },
      spec: { group, version: "v1beta1", service: { name: service, namespace: "monitoring", port: 443 } },
      status: {
        conditions: [
          {
            type: "Available",
            status: "True",
            reason: "Passed",
            message: "all checks passed",
            lastTransitionTime: createdAt,
          },
        ],
      },
    });
  }
  store.create(resourceTypes.configMaps, {
    metadata: { name: "adapter-config", namespace: "monitoring", creationTimestamp: createdAt },
    data: { "config.yaml": adapterConfig },
  });
  const add = (name: string, metric: string, target: string, limits: { readonly min: number; readonly max: number }) =>
    store.create(resourceTypes.autoscalers, {
      metadata: { name, namespace, creationTimestamp: createdAt },
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
        minReplicas: limits.min,
        maxReplicas: limits.max,
        metrics: [
          { type: "Pods", pods: { metric: { name: metric }, target: { type: "AverageValue", averageValue: target } } },
        ],
      },
      status: { currentReplicas: 0, desiredReplicas: 0 },
    });
  add("gateway", gatewayMetric, "40", { min: Math.max(1, gateways), max: gateways + 4 });
  if (!isSound) add("reranker", "reranker_queue_length", "5", { min: 1, max: 4 });
}
