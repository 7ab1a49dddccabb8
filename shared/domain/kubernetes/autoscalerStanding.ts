import { z } from "zod";

/**
 * What an autoscaler's own conditions mean, in a sentence, and what to do next. `broken`: it does not scale. `limited`: it would
 * go further than it may. `waiting`: a change of its mind is held back. `unseen`: its controller has said nothing yet.
 */
export const autoscalerStanding = z.object({
  state: z.enum(["broken", "limited", "off", "waiting", "unseen", "ok"]),
  text: z.string(),
  /** Null where there is nothing to do. */
  next: z.string().nullable(),
});
export type AutoscalerStanding = Readonly<z.infer<typeof autoscalerStanding>>;

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** In the order of their weight: the target first, then the metrics, then the limits, then what is held back. */
export function standingOf(
  conditions: readonly Condition[],
  { min, max }: { readonly min: number; readonly max: number },
): AutoscalerStanding {
  const of = (type: string) => conditions.find((one) => one.type === type);
  const [able, active, limited] = [of("AbleToScale"), of("ScalingActive"), of("ScalingLimited")];
  if (able?.status === "False") return unable(able);
  if (active?.status === "False") return inactive(active);
  if (limited?.status === "True") return atLimit(limited, min, max);
  const held = able && heldBack[able.reason];
  if (held) return { state: "waiting", text: held, next: null };
  if (!able && !active) {
    const next = "If that stays so, the controller manager does not run, or does not see this autoscaler";
    return { state: "unseen", text: "Its controller has said nothing yet", next };
  }
  return { state: "ok", text: "Scales between its limits", next: null };
}

function unable({ reason, message }: Condition): AutoscalerStanding {
  const why = afterColon(message);
  switch (reason) {
    case "FailedGetScale":
      return broken(
        `Its target cannot be read: ${why}`,
        "See that the target exists in this namespace, with the kind and API version that the autoscaler names",
      );
    case "FailedUpdateScale":
      return broken(
        `Its target cannot be changed: ${why}`,
        /modified/.test(message)
          ? "Somebody else changes the same target: look for another controller, or a pipeline that sets replicas"
          : "See whether an admission policy or a quota refuses the change",
      );
    case "BackoffBoth":
    case "BackoffDownscale":
    case "BackoffUpscale":
      return { state: "waiting", text: "Waits after the last time it scaled", next: null };
    default:
      return broken(message || reason, "Read the events of the autoscaler");
  }
}

function inactive({ reason, message }: Condition): AutoscalerStanding {
  const why = afterColon(message);
  switch (reason) {
    case "ScalingDisabled":
      return {
        state: "off",
        text: "Its target has zero replicas, which turns an autoscaler off",
        next: "Scale the target to one replica or more to turn it on again",
      };
    case "InvalidSelector":
      return broken(
        `The pods of its target cannot be told: ${message}`,
        "Give the target's scale a selector that matches the labels of its pods",
      );
    case "AmbiguousSelector":
      return broken(
        `Another autoscaler is over the same pods: ${message}`,
        "Keep one autoscaler for these pods, or give the workloads labels that tell them apart",
      );
    case "InvalidMetricSourceType":
      return broken(why, "Use a metric of type Resource, ContainerResource, Pods, Object or External");
    default:
      return broken(`It cannot read its metric: ${why}`, metricStep(message));
  }
}

/** By the text that the controller has for a metric that it cannot have. */
const metricSteps: readonly (readonly [RegExp, string])[] = [
  [
    /missing (request|pod-level request) for/,
    "Give every container of the pods a request of that resource: without one there is no share of it to measure",
  ],
  [/no pods returned by selector/, "The target has no pods: see why none is made"],
  [
    /did not receive metrics for targeted pods|no metrics returned from resource metrics API/,
    "The pods have no measurements yet: see that they are ready, and that the metrics server reads their nodes",
  ],
  [/container \S+ not found in/, "Name a container that the pods have"],
  [
    /could not find the requested resource \(get \S*metrics\.k8s\.io\)/,
    "Nobody serves that metrics API: install the metrics server, or the adapter",
  ],
  [
    /currently unable to handle the request/,
    "The server behind that metrics API does not answer: see the pods of the adapter",
  ],
  [/could not find the metric/, "The adapter does not know the metric: see its rules and whether the series exist"],
  [
    /no metrics returned from (custom|external) metrics API/,
    "The adapter knows the metric and has no value of these pods: see the labels namespace and pod of its series",
  ],
  [/unable to fetch metrics/, "The adapter was asked and failed: see whether its Prometheus answers it"],
];

function metricStep(message: string): string {
  return (
    metricSteps.find(([form]) => form.test(message))?.[1] ?? "Follow the metric with the doctor to see where it is lost"
  );
}

function atLimit({ reason, message }: Condition, min: number, max: number): AutoscalerStanding {
  switch (reason) {
    case "TooManyReplicas":
      return {
        state: "limited",
        text: `Wants more than its maximum of ${max}`,
        next: "Raise the maximum if there is room for more pods",
      };
    case "TooFewReplicas":
      return { state: "ok", text: `At its minimum of ${min}: there is little to do`, next: null };
    case "ScaleUpLimit":
    case "ScaleDownLimit":
      return { state: "waiting", text: "On its way, as fast as its policy lets it", next: null };
    default:
      return { state: "limited", text: message || reason, next: null };
  }
}

const heldBack: Readonly<Record<string, string>> = {
  ScaleDownStabilized: "Would scale down, and waits whether that stays so",
  ScaleUpStabilized: "Would scale up, and waits whether that stays so",
};

function broken(text: string, next: string): AutoscalerStanding {
  return { state: "broken", text, next };
}

/** `the HPA was unable to ...: why` as `why`. */
function afterColon(message: string): string {
  return message.replace(/^the HPA (controller )?was unable to [^:]*: /, "");
}
