import { z } from "zod";
import { type AutoscalerStanding, autoscalerStanding, standingOf } from "./autoscalerStanding.ts";
import { parseQuantity } from "./quantity.ts";
import { labelSelector, selectorText } from "./selector.ts";
import { conditions, objectMeta, timeMs } from "./wire.ts";

/** What an autoscaler goes by, and who answers for it: the metrics server, an adapter, or KEDA. */
const metricSource = z.enum(["resource", "containerResource", "pods", "object", "external", "unknown"]);

const scalingMetric = z.object({
  source: metricSource,
  /** `cpu`, `http_requests_per_second`. */
  name: z.string(),
  /** The object or the container that it is of; empty for the pods. */
  of: z.string(),
  /** Labels of the series, as the API takes them. */
  selector: z.string().nullable(),
  /** `utilization` is in percent of what is requested. */
  measure: z.enum(["utilization", "average", "value"]),
  target: z.number().nullable(),
  /** Null where the autoscaler has none. */
  current: z.number().nullable(),
});
export type ScalingMetric = Readonly<z.infer<typeof scalingMetric>>;

export const autoscaler = z.object({
  id: z.string(),
  namespace: z.string(),
  name: z.string(),
  createdMs: z.number().nullable(),
  target: z.object({ apiVersion: z.string(), kind: z.string(), name: z.string() }),
  min: z.number(),
  max: z.number(),
  current: z.number(),
  desired: z.number(),
  lastScaleMs: z.number().nullable(),
  metrics: z.array(scalingMetric),
  conditions: z.array(
    z.object({
      type: z.string(),
      status: z.string(),
      reason: z.string(),
      message: z.string(),
      sinceMs: z.number().nullable(),
    }),
  ),
  standing: autoscalerStanding,
  /** The ScaledObject of KEDA that owns it: its limits are changed there. */
  scaledObject: z.string().nullable(),
});
export type Autoscaler = Readonly<z.infer<typeof autoscaler>>;

const amount = z.union([z.string(), z.number().transform(String)]).nullish();
const metricRef = z.object({ name: z.string().default(""), selector: labelSelector });
const goal = z.object({ averageUtilization: z.number().nullish(), averageValue: amount, value: amount });
const measured = { target: goal.optional(), current: goal.optional() };
const resourceMetric = z.object({ name: z.string(), container: z.string().nullish(), ...measured });
const customMetric = z.object({
  metric: metricRef,
  describedObject: z.object({ kind: z.string(), name: z.string(), apiVersion: z.string().nullish() }).nullish(),
  ...measured,
});
/** As in `spec.metrics` with a target, and in `status.currentMetrics` with what is measured. */
const metric = z.object({
  type: z.string().default(""),
  resource: resourceMetric.nullish(),
  containerResource: resourceMetric.nullish(),
  pods: customMetric.nullish(),
  object: customMetric.nullish(),
  external: customMetric.nullish(),
});
const metrics = z
  .array(metric)
  .nullish()
  .transform((list) => list ?? []);

const wire = z.object({
  metadata: objectMeta,
  spec: z.object({
    scaleTargetRef: z.object({ apiVersion: z.string().default("apps/v1"), kind: z.string(), name: z.string() }),
    minReplicas: z.number().nullish(),
    maxReplicas: z.number(),
    metrics,
  }),
  status: z
    .object({
      currentReplicas: z.number().nullish(),
      desiredReplicas: z.number().nullish(),
      lastScaleTime: z.string().nullish(),
      currentMetrics: metrics,
      conditions,
    })
    .nullish(),
});

const scaledObjectLabel = "scaledobject.keda.sh/name";

export function readAutoscaler(object: unknown): Autoscaler | null {
  const read = wire.safeParse(object);
  if (!read.success) return null;
  const { metadata, spec, status } = read.data;
  const owner = metadata.ownerReferences?.find(({ kind }) => kind === "ScaledObject");
  const limits = { min: spec.minReplicas ?? 1, max: spec.maxReplicas };
  const known = (status?.conditions ?? []).map(({ lastTransitionTime, ...rest }) => ({
    ...rest,
    sinceMs: timeMs(lastTransitionTime),
  }));
  return {
    id: metadata.uid,
    namespace: metadata.namespace,
    name: metadata.name,
    createdMs: timeMs(metadata.creationTimestamp),
    target: spec.scaleTargetRef,
    ...limits,
    current: status?.currentReplicas ?? 0,
    desired: status?.desiredReplicas ?? 0,
    lastScaleMs: timeMs(status?.lastScaleTime),
    metrics: spec.metrics.map((one) => withCurrent(metricOf(one), status?.currentMetrics ?? [])),
    conditions: known,
    standing: standingOf(known, limits) satisfies AutoscalerStanding,
    scaledObject: owner?.name ?? metadata.labels[scaledObjectLabel] ?? null,
  };
}

function metricOf(one: z.output<typeof metric>): ScalingMetric {
  const resource = one.resource ?? one.containerResource;
  if (resource) {
    const source = one.resource ? "resource" : "containerResource";
    return { source, name: resource.name, of: resource.container ?? "", selector: null, ...goalOf(resource) };
  }
  const custom = one.pods ?? one.object ?? one.external;
  if (!custom) return { source: "unknown", name: one.type, of: "", selector: null, measure: "value", ...nothing };
  const source = one.pods ? "pods" : one.object ? "object" : "external";
  const { describedObject, metric: ref } = custom;
  const of = describedObject ? `${describedObject.kind}/${describedObject.name}` : "";
  return { source, name: ref.name, of, selector: selectorText(ref.selector), ...goalOf(custom) };
}

const nothing = { target: null, current: null };

function goalOf({ target, current }: { readonly target?: Goal | undefined; readonly current?: Goal | undefined }) {
  const asked = target ?? current;
  const measure = asked?.averageUtilization != null ? "utilization" : asked?.averageValue != null ? "average" : "value";
  const of = (goal: Goal | undefined) => {
    if (measure === "utilization") return goal?.averageUtilization ?? null;
    return parseQuantity((measure === "average" ? goal?.averageValue : goal?.value) ?? "");
  };
  return { measure, target: of(target), current: of(current) } as const;
}
type Goal = z.output<typeof goal>;

/** Where metrics fail only the others are in the status, and not by their place. */
function withCurrent(asked: ScalingMetric, measuredNow: readonly z.output<typeof metric>[]): ScalingMetric {
  const found = measuredNow.find((one) => {
    const { source, name, of } = metricOf(one);
    return source === asked.source && name === asked.name && of === asked.of;
  });
  if (!found) return asked;
  const goals = found.resource ?? found.containerResource ?? found.pods ?? found.object ?? found.external;
  const { averageUtilization, averageValue, value } = goals?.current ?? {};
  const current =
    asked.measure === "utilization"
      ? (averageUtilization ?? null)
      : parseQuantity((asked.measure === "average" ? averageValue : value) ?? "");
  return { ...asked, current };
}
