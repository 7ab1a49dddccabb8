import type { Json, KubeObject, ObjectStore } from "./objectStore.ts";
import { isReady } from "./podObject.ts";
import { Refusal } from "./refusal.ts";
import { resourceTypes } from "./resources.ts";
import { labelTest } from "./selectors.ts";

/** What another server than the API server answers, behind it. */
export interface Answer {
  readonly status: number;
  /** A text is answered as such, as proxies do. */
  readonly body: Json | string;
}

/** What a server behind the API server answers to a path; null for one that is not its own. */
export type Aggregated = (url: URL) => Answer | null;

export interface PodMetrics {
  /** Custom metrics that the adapter's rules make. */
  readonly names: readonly string[];
  /** Null for a pod that has no series. */
  value(metric: string, pod: KubeObject): number | null;
  readonly nowMs: () => number;
}

/** Prometheus Adapter and the metrics server of a simulated cluster, as far as an autoscaler asks them. */
export function createMetricsApis(store: ObjectStore, { names, value, nowMs }: PodMetrics): Aggregated {
  const custom = "/apis/custom.metrics.k8s.io/v1beta1";
  const timestamp = () => new Date(nowMs()).toISOString().replace(/\.\d+Z$/, "Z");

  function values(namespace: string, metric: string, selector: string | null): Answer {
    if (!names.includes(metric)) {
      return refused(new Refusal(404, "NotFound", `the server could not find the metric ${metric} for pods`));
    }
    const isOf = labelTest(selector ?? "!none.such/label") ?? (() => false);
    const items = store
      .list(resourceTypes.pods, namespace)
      .filter(({ metadata }) => isOf(metadata.labels ?? {}))
      .flatMap((pod) => {
        const now = value(metric, pod);
        if (now === null) return [];
        return [
          {
            describedObject: { kind: "Pod", namespace, name: pod.metadata.name, apiVersion: "/v1" },
            metricName: metric,
            timestamp: timestamp(),
            value: `${Math.round(now * 1000)}m`,
            selector: null,
          },
        ];
      });
    return {
      status: 200,
      body: { kind: "MetricValueList", apiVersion: "custom.metrics.k8s.io/v1beta1", metadata: {}, items },
    };
  }

  function usage(namespace: string, selector: string | null): Answer {
    const isOf = labelTest(selector ?? "!none.such/label") ?? (() => false);
    const items = store
      .list(resourceTypes.pods, namespace)
      .filter((pod) => isOf(pod.metadata.labels ?? {}) && isReady(pod))
      .map(({ metadata: { name }, spec }) => ({
        metadata: { name, namespace },
        timestamp: timestamp(),
        window: "30s",
        containers: ((spec as Json).containers as readonly { readonly name: string }[]).map((container) => ({
          name: container.name,
          usage: { cpu: "180m", memory: "310Mi" },
        })),
      }));
    return { status: 200, body: { kind: "PodMetricsList", apiVersion: "metrics.k8s.io/v1beta1", metadata: {}, items } };
  }

  return ({ pathname, searchParams }) => {
    if (pathname === custom) {
      const resources = names.map((name) => ({
        name: `pods/${name}`,
        singularName: "",
        namespaced: true,
        kind: "MetricValueList",
        verbs: ["get"],
      }));
      const groupVersion = "custom.metrics.k8s.io/v1beta1";
      return { status: 200, body: { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources } };
    }
    const [, namespace, metric] = new RegExp(`^${custom}/namespaces/([^/]+)/pods/\\*/([^/]+)$`).exec(pathname) ?? [];
    if (namespace !== undefined && metric !== undefined) {
      return values(namespace, decodeURIComponent(metric), searchParams.get("labelSelector"));
    }
    const [, within] = /^\/apis\/metrics\.k8s\.io\/v1beta1\/namespaces\/([^/]+)\/pods$/.exec(pathname) ?? [];
    return within === undefined ? null : usage(within, searchParams.get("labelSelector"));
  };
}

function refused({ status, body }: Refusal): Answer {
  return { status, body };
}
