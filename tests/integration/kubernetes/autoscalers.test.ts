import { afterEach, describe, expect, test } from "vitest";
import { createMetricsApis } from "../../../electron/demo/kubernetes/metricsApis.ts";
import { resourceTypes } from "../../../electron/demo/kubernetes/resources.ts";
import { firstBroken } from "../../../shared/domain/kubernetes/doctor/doctorLink.ts";
import { deploymentOf, podOf, startKubernetes } from "../../doubles/kubernetesServer.ts";
import { openCluster } from "../../harness/kubernetesClient.ts";
import { until } from "../../harness/until.ts";

const { autoscalers, apiServices, configMaps, deployments, pods } = resourceTypes;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const rules = (metric: string) =>
  `rules:\n- seriesQuery: '${metric}'\n  metricsQuery: 'sum(<<.Series>>{<<.LabelMatchers>>}) by (<<.GroupBy>>)'\n`;

function autoscalerOf(metric: string) {
  return {
    metadata: { name: "web", namespace: "serving" },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      minReplicas: 1,
      maxReplicas: 4,
      metrics: [
        { type: "Pods", pods: { metric: { name: metric }, target: { type: "AverageValue", averageValue: "5" } } },
      ],
    },
    status: {
      currentReplicas: 2,
      desiredReplicas: 2,
      conditions: [{ type: "ScalingActive", status: "True", reason: "ValidMetricFound", message: "" }],
    },
  };
}

/** Two pods with an autoscaler over them, and an adapter that knows `queue`. */
async function start() {
  const values = new Map([
    ["web-1", 4],
    ["web-2", 7],
  ]);
  const server = await startKubernetes({
    aggregated: (store) =>
      createMetricsApis(store, {
        names: ["queue"],
        value: (_metric, { metadata }) => values.get(metadata.name) ?? null,
        nowMs: () => 0,
      }),
  });
  const { store } = server;
  store.create(deployments, deploymentOf("web", 2));
  for (const name of values.keys()) store.create(pods, podOf(name));
  store.create(apiServices, {
    metadata: { name: "v1beta1.custom.metrics.k8s.io" },
    spec: { service: { name: "adapter", namespace: "monitoring" } },
    status: { conditions: [{ type: "Available", status: "True", reason: "Passed", message: "" }] },
  });
  store.create(configMaps, {
    metadata: { name: "adapter-config", namespace: "monitoring" },
    data: { "config.yaml": rules("queue") },
  });
  const { cluster, stop } = openCluster(server.kubeconfig());
  ends.push(() => server.stop(), stop);
  await until(() => cluster.state.kind === "ok");
  const diagnose = () =>
    cluster.diagnoseAutoscaler({ namespace: "serving", name: "web", signal: new AbortController().signal });
  return { server, store, values, cluster, diagnose };
}

describe("the autoscaler doctor", () => {
  test("walks target, API, rule and values of a metric that is well, to the events", async () => {
    const { store, diagnose } = await start();
    store.create(autoscalers, autoscalerOf("queue"));
    const links = await diagnose();
    expect(firstBroken(links)).toBeNull();
    expect(links.map(({ title, state }) => [title, state])).toEqual([
      ["Target Deployment web", "sound"],
      ["API v1beta1.custom.metrics.k8s.io", "sound"],
      ["Rule for queue", "sound"],
      ["Values of queue", "sound"],
      ["Autoscaler", "sound"],
      ["Events", "unknown"],
    ]);
    expect(links[3]).toMatchObject({
      text: "2 values: web-1 4, web-2 7",
      query: 'sum(queue{namespace="serving"}) by (pod)',
    });
  });

  test("names the adapter's rule that is missing", async () => {
    const { store, diagnose } = await start();
    store.create(autoscalers, autoscalerOf("requests_waiting"));
    expect(firstBroken(await diagnose())).toMatchObject({
      title: "Rule for requests_waiting",
      next: expect.stringContaining("Add a rule"),
    });
  });

  test("a rule whose series have gone leads to its query", async () => {
    const { store, values, diagnose } = await start();
    store.create(autoscalers, autoscalerOf("queue"));
    values.clear();
    expect(firstBroken(await diagnose())).toMatchObject({
      title: "Values of queue",
      text: "The adapter knows the metric and has no value of these pods",
      query: 'sum(queue{namespace="serving"}) by (pod)',
    });
  });

  test("an adapter that is away, one that is not there, and a target that is gone each break at their own link", async () => {
    const { store, diagnose } = await start();
    store.create(autoscalers, autoscalerOf("queue"));
    const [registered] = store.list(apiServices);
    if (!registered) throw new Error("The adapter is registered");
    const condition = { type: "Available", status: "False", reason: "MissingEndpoints", message: "no addresses" };
    const away = store.replace(apiServices, { ...registered, status: { conditions: [condition] } });
    expect(firstBroken(await diagnose())).toMatchObject({
      title: "API v1beta1.custom.metrics.k8s.io",
      text: expect.stringContaining("MissingEndpoints"),
    });
    store.remove(apiServices, away);
    expect(firstBroken(await diagnose())).toMatchObject({ next: "Install Prometheus Adapter" });
    const [deployment] = store.list(deployments);
    if (deployment) store.remove(deployments, deployment);
    expect(firstBroken(await diagnose())).toMatchObject({ title: "Target Deployment web" });
  });

  test("what may not be read is not known, and says which verb is missing", async () => {
    const { server, store, diagnose } = await start();
    store.create(autoscalers, autoscalerOf("queue"));
    server.refuse(({ resource }) => resource === configMaps || resource === apiServices);
    const links = await diagnose();
    expect(links.find(({ title }) => title.startsWith("API "))).toMatchObject({
      state: "unknown",
      text: expect.stringContaining("may not get apiservices"),
    });
    expect(links.find(({ title }) => title === "Values of queue")?.state).toBe("sound");
  });
});

test("autoscalers are listed and followed", async () => {
  const { store, cluster } = await start();
  const created = store.create(autoscalers, autoscalerOf("queue"));
  const watched = cluster.autoscalers("serving");
  ends.push(() => watched.dispose());
  await until(() => watched.rows.size === 1);
  store.replace(autoscalers, { ...created, spec: { ...(created.spec as object), maxReplicas: 9 } });
  await until(() => [...watched.rows.values()][0]?.max === 9);
});
