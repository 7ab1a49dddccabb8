import { afterEach, expect, test } from "vitest";
import { resourceTypes } from "../../../electron/demo/kubernetes/resources.ts";
import { podOf, startKubernetes } from "../../doubles/kubernetesServer.ts";
import { openCluster } from "../../harness/kubernetesClient.ts";
import { until } from "../../harness/until.ts";

const { nodes, pods, services } = resourceTypes;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start() {
  const server = await startKubernetes();
  const { cluster, stop } = openCluster(server.kubeconfig());
  ends.push(() => server.stop(), stop);
  await until(() => cluster.state.kind === "ok");
  return { store: server.store, cluster };
}

test("a host is a node by its machine-id, whatever the node is called; one of its name that is another machine is none", async () => {
  const { store, cluster } = await start();
  const { signal } = new AbortController();
  const add = (name: string, machineID: string) =>
    store.create(nodes, { metadata: { name }, status: { nodeInfo: { machineID, kubeletVersion: "v1.36.2" } } });
  add("ip-10-0-0-1", "0123456789abcdef0123456789abcdef");
  add("gpu-a02", "ffffffffffffffffffffffffffffffff");
  const nodeOf = (name: string, machineId: string | null) => cluster.nodeOf({ name, machineId, signal });
  expect(await nodeOf("gpu-a01", "01234567-89ab-cdef-0123-456789abcdef")).toBe("ip-10-0-0-1");
  expect(await nodeOf("gpu-a02", "0123456789abcdef0123456789abcdee")).toBeNull();
  expect(await nodeOf("gpu-a02", null)).toBe("gpu-a02");
  expect(await nodeOf("gpu-a03", null)).toBeNull();
});

test("the services of a pod are those whose selector it matches; one without a selector is nobody's", async () => {
  const { store, cluster } = await start();
  store.create(pods, podOf("web-1"));
  const add = (name: string, selector: object) =>
    store.create(services, { metadata: { name, namespace: "serving" }, spec: { selector } });
  add("web", { app: "web" });
  add("canary", { app: "web", track: "canary" });
  add("external", {});
  const { signal } = new AbortController();
  expect(await cluster.servicesOf({ namespace: "serving", name: "web-1", signal })).toEqual(["web"]);
  await expect(cluster.servicesOf({ namespace: "serving", name: "gone", signal })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});
