import { describe, expect, test } from "vitest";
import { readAutoscaler } from "../../../../shared/domain/kubernetes/autoscaler.ts";
import { standingOf } from "../../../../shared/domain/kubernetes/autoscalerStanding.ts";

const limits = { min: 1, max: 4 };
const is = (type: string, status: string, reason: string, message = "") => ({ type, status, reason, message });
const inactive = (reason: string, why: string) => [
  is("AbleToScale", "True", "SucceededGetScale"),
  is("ScalingActive", "False", reason, `the HPA was unable to compute the replica count: ${why}`),
];
const custom = "unable to get metric queue: unable to fetch metrics from custom metrics API:";

describe("what an autoscaler says of itself, in a sentence and a next step", () => {
  test.each([
    [
      "the adapter does not know the metric",
      inactive("FailedGetPodsMetric", `${custom} the server could not find the metric queue for pods`),
      /It cannot read its metric: unable to get metric queue/,
      /adapter does not know the metric/,
    ],
    [
      "the adapter is away",
      inactive(
        "FailedGetPodsMetric",
        `${custom} the server is currently unable to handle the request (get pods.custom.metrics.k8s.io *)`,
      ),
      /cannot read its metric/,
      /does not answer: see the pods of the adapter/,
    ],
    [
      "the adapter has no values",
      inactive("FailedGetPodsMetric", "unable to get metric queue: no metrics returned from custom metrics API"),
      /cannot read its metric/,
      /labels namespace and pod/,
    ],
    [
      "there is no metrics server",
      inactive(
        "FailedGetResourceMetric",
        "failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)",
      ),
      /cpu utilization/,
      /install the metrics server/,
    ],
    [
      "a container requests nothing",
      inactive(
        "FailedGetResourceMetric",
        "failed to get cpu utilization: missing request for cpu in container vllm of Pod vllm-7d9c-abcde",
      ),
      /missing request for cpu in container vllm/,
      /a request of that resource/,
    ],
    [
      "the pods are not ready",
      inactive(
        "FailedGetResourceMetric",
        "failed to get cpu utilization: did not receive metrics for targeted pods (pods might be unready)",
      ),
      /might be unready/,
      /see that they are ready/,
    ],
    [
      "the target is missing",
      [
        is(
          "AbleToScale",
          "False",
          "FailedGetScale",
          `the HPA controller was unable to get the target's current scale: deployments.apps "vllm" not found`,
        ),
      ],
      /Its target cannot be read: deployments\.apps "vllm" not found/,
      /kind and API version/,
    ],
    [
      "two autoscalers are over the same pods",
      [
        is(
          "ScalingActive",
          "False",
          "AmbiguousSelector",
          "pods by selector app=vllm are controlled by multiple HPAs: [prod/a prod/b]",
        ),
      ],
      /Another autoscaler is over the same pods/,
      /Keep one autoscaler/,
    ],
    [
      "the target's scale was changed in between",
      [
        is(
          "AbleToScale",
          "False",
          "FailedUpdateScale",
          "the HPA controller was unable to update the target scale: the object has been modified",
        ),
      ],
      /cannot be changed: the object has been modified/,
      /Somebody else changes the same target/,
    ],
  ])("%s", (_what, conditions, text, next) => {
    const standing = standingOf(conditions, limits);
    expect(standing.state).toBe("broken");
    expect(standing.text).toMatch(text);
    expect(standing.next).toMatch(next);
  });

  test.each([
    [[is("AbleToScale", "True", "ReadyForNewScale"), is("ScalingActive", "True", "ValidMetricFound")], "ok"],
    [[is("ScalingActive", "False", "ScalingDisabled")], "off"],
    [[is("AbleToScale", "True", "ReadyForNewScale"), is("ScalingLimited", "True", "TooManyReplicas")], "limited"],
    [[is("AbleToScale", "True", "ReadyForNewScale"), is("ScalingLimited", "True", "TooFewReplicas")], "ok"],
    [[is("AbleToScale", "True", "ReadyForNewScale"), is("ScalingLimited", "True", "ScaleUpLimit")], "waiting"],
    [[is("AbleToScale", "True", "ScaleDownStabilized"), is("ScalingActive", "True", "ValidMetricFound")], "waiting"],
    [[is("AbleToScale", "False", "BackoffBoth")], "waiting"],
    [[], "unseen"],
  ] as const)("%j is %s", (conditions, state) => expect(standingOf(conditions, limits).state).toBe(state));
});

const object = (spec: object, status: object, metadata: object = {}) => ({
  metadata: { name: "vllm", namespace: "prod", uid: "u1", ...metadata },
  spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "vllm" }, maxReplicas: 4, ...spec },
  status: { currentReplicas: 2, desiredReplicas: 2, ...status },
});

describe("its metrics", () => {
  test("have what is measured beside what is asked, whatever their order", () => {
    const read = readAutoscaler(
      object(
        {
          metrics: [
            { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } } },
            {
              type: "Pods",
              pods: { metric: { name: "queue" }, target: { type: "AverageValue", averageValue: "5" } },
            },
            {
              type: "External",
              external: {
                metric: { name: "s0-prometheus", selector: { matchLabels: { "scaledobject.keda.sh/name": "vllm" } } },
                target: { type: "Value", value: "100" },
              },
            },
          ],
        },
        {
          currentMetrics: [
            { type: "" },
            { type: "Pods", pods: { metric: { name: "queue" }, current: { averageValue: "4500m" } } },
            { type: "Resource", resource: { name: "cpu", current: { averageUtilization: 62, averageValue: "620m" } } },
          ],
        },
      ),
    );
    expect(read?.metrics).toMatchObject([
      { source: "resource", name: "cpu", measure: "utilization", target: 80, current: 62 },
      { source: "pods", name: "queue", measure: "average", target: 5, current: 4.5 },
      {
        source: "external",
        measure: "value",
        target: 100,
        current: null,
        selector: "scaledobject.keda.sh/name=vllm",
      },
    ]);
    expect(read).toMatchObject({ min: 1, max: 4 });
  });

  test("are not read where the controller has none, which is no zero", () => {
    const metrics = [
      {
        type: "Object",
        object: {
          describedObject: { kind: "Service", name: "vllm", apiVersion: "v1" },
          metric: { name: "queue" },
          target: { type: "AverageValue", averageValue: "5" },
        },
      },
      { type: "Foo" },
    ];
    expect(readAutoscaler(object({ metrics }, { currentMetrics: null }))?.metrics).toMatchObject([
      { source: "object", of: "Service/vllm", target: 5, current: null },
      { source: "unknown", name: "Foo", target: null, current: null },
    ]);
  });
});

test("one of KEDA's is known by its label or its owner", () => {
  const labelled = object({}, {}, { labels: { "scaledobject.keda.sh/name": "vllm" } });
  const owned = object({}, {}, { ownerReferences: [{ kind: "ScaledObject", name: "chat" }] });
  expect(readAutoscaler(labelled)?.scaledObject).toBe("vllm");
  expect(readAutoscaler(owned)?.scaledObject).toBe("chat");
  expect(readAutoscaler(object({}, {}))?.scaledObject).toBeNull();
});
