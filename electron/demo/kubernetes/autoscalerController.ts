import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, DisposableStore, toDisposable } from "../../../shared/base/disposable.ts";
import { type Autoscaler, readAutoscaler } from "../../../shared/domain/kubernetes/autoscaler.ts";
import { parseQuantity } from "../../../shared/domain/kubernetes/quantity.ts";
import type { Aggregated, Answer } from "./metricsApis.ts";
import type { Json, KubeObject, ObjectStore } from "./objectStore.ts";
import { timeText } from "./podObject.ts";
import { resourceTypes } from "./resources.ts";
import { tellEvent } from "./tellEvent.ts";

const syncMs = 15_000;
/** A change of limits is seen sooner. */
const wakeMs = 500;
const tolerance = 0.1;

/** Scales deployments by one custom metric of their pods, in the words and conditions of the real controller. */
export function createAutoscalerController({
  store,
  clock,
  metrics,
}: {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly metrics: Aggregated;
}): Disposable {
  const owned = new DisposableStore();
  let timer: Disposable = clock.after(wakeMs, sync);

  function sync(): void {
    for (const object of store.list(resourceTypes.autoscalers)) {
      const autoscaler = readAutoscaler(object);
      if (autoscaler) reconcile(object, autoscaler);
    }
    timer.dispose();
    timer = clock.after(syncMs, sync);
  }

  function reconcile(object: KubeObject, { namespace, target, metrics: asked, min, max }: Autoscaler): void {
    const deployment = store.get(resourceTypes.deployments, namespace, target.name);
    const [metric] = asked;
    if (!deployment || !metric) return;
    const spec = deployment.spec as Json & { readonly replicas: number };
    const { matchLabels = {} } = (spec.selector ?? {}) as { matchLabels?: Record<string, string> };
    const current = spec.replicas;
    const read = valuesOf(metric.name, namespace, matchLabels);
    if (typeof read === "string") {
      const why = `unable to get metric ${metric.name}: ${read}`;
      tell(
        object,
        [
          condition(
            "AbleToScale",
            "True",
            "SucceededGetScale",
            "the HPA controller was able to get the target's current scale",
          ),
          condition(
            "ScalingActive",
            "False",
            "FailedGetPodsMetric",
            `the HPA was unable to compute the replica count: ${why}`,
          ),
        ],
        { currentReplicas: current, desiredReplicas: current, currentMetrics: null },
        { reason: "FailedGetPodsMetric", message: why },
      );
      return;
    }
    const average = read.reduce((sum, value) => sum + value, 0) / read.length;
    const ratio = average / (metric.target ?? 1);
    const wanted = Math.abs(ratio - 1) <= tolerance ? current : Math.ceil(current * ratio);
    const desired = Math.min(max, Math.max(min, wanted));
    const limited =
      wanted > max
        ? condition(
            "ScalingLimited",
            "True",
            "TooManyReplicas",
            "the desired replica count is more than the maximum replica count",
          )
        : wanted < min
          ? condition(
              "ScalingLimited",
              "True",
              "TooFewReplicas",
              "the desired replica count is less than the minimum replica count",
            )
          : condition(
              "ScalingLimited",
              "False",
              "DesiredWithinRange",
              "the desired count is within the acceptable range",
            );
    const scaled = desired !== current;
    const able = scaled
      ? condition(
          "AbleToScale",
          "True",
          "SucceededRescale",
          `the HPA controller was able to update the target scale to ${desired}`,
        )
      : condition("AbleToScale", "True", "ReadyForNewScale", "recommended size matches current size");
    const active = condition(
      "ScalingActive",
      "True",
      "ValidMetricFound",
      `the HPA was able to successfully calculate a replica count from pods metric ${metric.name}`,
    );
    const averageValue = `${Math.round(average * 1000)}m`;
    tell(
      object,
      [able, active, limited],
      {
        currentReplicas: current,
        desiredReplicas: desired,
        currentMetrics: [{ type: "Pods", pods: { metric: { name: metric.name }, current: { averageValue } } }],
        ...(scaled ? { lastScaleTime: timeText(clock.nowMs()) } : {}),
      },
      scaled
        ? {
            reason: "SuccessfulRescale",
            message: `New size: ${desired}; reason: ${reasonOf(current, min, max, metric.name, desired)}`,
          }
        : null,
    );
    if (scaled) store.replace(resourceTypes.deployments, { ...deployment, spec: { ...spec, replicas: desired } });
  }

  /** The values, or why there are none. */
  function valuesOf(
    metric: string,
    namespace: string,
    labels: Readonly<Record<string, string>>,
  ): readonly number[] | string {
    const selector = Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(",");
    const query = new URLSearchParams({ labelSelector: selector }).toString();
    const path = `/apis/custom.metrics.k8s.io/v1beta1/namespaces/${namespace}/pods/*/${metric}?${query}`;
    const answer: Answer | null = metrics(new URL(path, "http://adapter"));
    const body = answer?.body;
    if (answer?.status !== 200 || typeof body !== "object") {
      const message = typeof body === "object" ? body.message : body;
      return `unable to fetch metrics from custom metrics API: ${message ?? "the server could not find the requested resource"}`;
    }
    const items = body.items as readonly { readonly value: string }[];
    return items.length === 0
      ? "no metrics returned from custom metrics API"
      : items.map(({ value }) => parseQuantity(value) ?? 0);
  }

  /** A condition keeps its time while it says the same. */
  function tell(
    object: KubeObject,
    conditions: readonly Json[],
    status: Json,
    event: { readonly reason: string; readonly message: string } | null,
  ): void {
    const before = (object.status ?? {}) as Json & { readonly conditions?: readonly Json[] };
    const timed = conditions.map((one) => {
      const known = before.conditions?.find(
        ({ type, reason, message }) => type === one.type && reason === one.reason && message === one.message,
      );
      return known ?? { ...one, lastTransitionTime: timeText(clock.nowMs()) };
    });
    store.replace(resourceTypes.autoscalers, {
      ...object,
      status: { ...before, ...status, observedGeneration: object.metadata.generation, conditions: timed },
    });
    const isNew = timed.some((one) => !before.conditions?.includes(one));
    if (event === null || !isNew) return;
    tellEvent(store, object, {
      ...event,
      component: "horizontal-pod-autoscaler",
      warning: event.reason !== "SuccessfulRescale",
      atMs: clock.nowMs(),
    });
  }

  owned.add(
    store.onChange(({ type, resource, object }) => {
      if (resource !== resourceTypes.autoscalers || type === "DELETED") return;
      const { observedGeneration } = (object.status ?? {}) as { observedGeneration?: number };
      if (observedGeneration === object.metadata.generation) return;
      timer.dispose();
      timer = clock.after(wakeMs, sync);
    }),
  );
  owned.add(toDisposable(() => timer.dispose()));
  return owned;
}

function condition(type: string, status: string, reason: string, message: string): Json {
  return { type, status, reason, message };
}

function reasonOf(current: number, min: number, max: number, metric: string, desired: number): string {
  if (current < min) return "Current number of replicas below Spec.MinReplicas";
  if (current > max) return "Current number of replicas above Spec.MaxReplicas";
  return desired > current ? `pods metric ${metric} above target` : "All metrics below target";
}
