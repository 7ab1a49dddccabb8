import { afterEach, expect, test } from "vitest";
import { addOperator, prometheusProxy } from "../../../electron/demo/kubernetes/operatorObjects.ts";
import { resourceTypes } from "../../../electron/demo/kubernetes/resources.ts";
import { firstBroken } from "../../../shared/domain/kubernetes/doctor/doctorLink.ts";
import { type KubernetesOptions, podOf, startKubernetes } from "../../doubles/kubernetesServer.ts";
import { openCluster } from "../../harness/kubernetesClient.ts";
import { until } from "../../harness/until.ts";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A gateway that is scraped and a reranker that is not, with an operator's Prometheus behind the API server. */
async function start(options: KubernetesOptions = {}) {
  const server = await startKubernetes({ aggregated: prometheusProxy, ...options });
  for (const app of ["gateway", "reranker"]) server.store.create(resourceTypes.pods, podOf(`${app}-1`, { app }));
  addOperator(server.store, "2026-11-20T12:00:00Z", { namespace: "serving", isSound: false });
  const { cluster, stop } = openCluster(server.kubeconfig());
  ends.push(() => server.stop(), stop);
  await until(() => cluster.state.kind === "ok");
  const diagnose = (name: string) =>
    cluster.diagnoseMonitor({
      kind: "ServiceMonitor",
      namespace: "serving",
      name,
      signal: new AbortController().signal,
    });
  return { server, cluster, diagnose };
}

test("a monitor is followed from its Prometheus to what that says of its targets", async () => {
  const { diagnose } = await start();
  const { links, manifest } = await diagnose("gateway");
  expect(firstBroken(links)).toBeNull();
  expect(links.at(-1)).toMatchObject({ title: "Scrape of endpoint 1", state: "sound", text: "1 target is up" });
  expect(manifest).toBeNull();
});

test("one that is never taken is told with all that is wrong and how it would be right", async () => {
  const { diagnose } = await start();
  const { links, manifest } = await diagnose("reranker");
  expect(links.filter(({ state }) => state === "broken").map(({ title }) => title)).toEqual([
    "Chosen by a Prometheus",
    "Port of endpoint 1",
  ]);
  expect(manifest).toContain("release: kube-prometheus");
  expect(manifest).toContain("port: metrics");
});

test("what may not be listed is not known; the services of its own namespace are enough", async () => {
  const { server, diagnose } = await start();
  server.refuse(
    ({ resource, namespace }) =>
      resource === resourceTypes.prometheuses || (resource === resourceTypes.services && namespace === null),
  );
  const { links } = await diagnose("gateway");
  expect(links[0]?.state).toBe("unknown");
  expect(links.find(({ title }) => title === "Services")?.state).toBe("sound");
});

test("a Prometheus that may not find the targets is told with the role that it lacks", async () => {
  const { diagnose } = await start({
    reviews: ({ user, resourceAttributes: { resource } }) =>
      user !== "system:serviceaccount:monitoring:default" || resource !== "endpoints",
  });
  const { links, manifest } = await diagnose("gateway");
  expect(links.at(-1)).toMatchObject({
    title: "Rights of the Prometheus",
    state: "broken",
    text: expect.stringContaining("monitoring/default may not list, watch endpoints in serving"),
  });
  expect(manifest).toContain("kind: RoleBinding");
});

test("whose rights may not be asked are not known, and the verb that is missing is named", async () => {
  const { server, diagnose } = await start();
  server.refuse(({ resource }) => resource === resourceTypes.accessReviews);
  const { links } = await diagnose("gateway");
  const rights = links.find(({ title }) => title === "Rights of the Prometheus");
  expect(rights).toMatchObject({
    state: "unknown",
    text: expect.stringContaining("verb create on subjectaccessreviews"),
  });
  expect(links.at(-1)?.title).toBe("Scrape of endpoint 1");
});

test("monitors and rules are one list", async () => {
  const { cluster } = await start();
  const watched = cluster.monitors(null);
  ends.push(() => watched.dispose());
  await until(() => watched.state.kind === "live");
  expect([...watched.rows.values()].map(({ kind, name }) => `${kind}/${name}`).sort()).toEqual([
    "PrometheusRule/gpu-temperature",
    "ServiceMonitor/gateway",
    "ServiceMonitor/reranker",
  ]);
});
