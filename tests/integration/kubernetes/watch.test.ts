import { afterEach, describe, expect, test } from "vitest";
import type { KubeObject } from "../../../electron/demo/kubernetes/objectStore.ts";
import { resourceTypes } from "../../../electron/demo/kubernetes/resources.ts";
import type { Watched } from "../../../electron/services/kubernetes/types.ts";
import {
  deploymentOf,
  type KubernetesOptions,
  podOf,
  replicasOf,
  startKubernetes,
} from "../../doubles/kubernetesServer.ts";
import { openCluster } from "../../harness/kubernetesClient.ts";
import { until } from "../../harness/until.ts";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(options: KubernetesOptions = {}) {
  const server = await startKubernetes(options);
  ends.push(() => server.stop());
  const { cluster, stop } = openCluster(server.kubeconfig());
  ends.push(stop);
  return { server, cluster };
}

const { deployments, pods, nodes } = resourceTypes;
const rowNamed = <Row extends { readonly name: string }>({ rows }: Watched<Row>, name: string) =>
  [...rows.values()].find((row) => row.name === name);
const countOf = (
  calls: readonly { readonly verb: string; readonly resource: object }[],
  verb: string,
  resource: object,
) => calls.filter((call) => call.verb === verb && call.resource === resource).length;

describe("a resource that is watched", () => {
  test("follows what is added, changed and deleted", async () => {
    const { server, cluster } = await start();
    const web = server.store.create(deployments, deploymentOf("web", 3, { ready: 2 }));
    const watched = cluster.workloads("serving");
    ends.push(() => watched.dispose());
    await until(() => watched.state.kind === "live");
    expect(rowNamed(watched, "web")).toMatchObject({ kind: "Deployment", desired: 3, ready: 2, selector: "app=web" });

    server.store.replace(deployments, replicasOf(web, 5));
    await until(() => rowNamed(watched, "web")?.desired === 5);
    server.store.create(deployments, deploymentOf("gateway", 2));
    server.store.create(deployments, deploymentOf("elsewhere", 2, { namespace: "other" }));
    await until(() => rowNamed(watched, "gateway") !== undefined);
    expect(rowNamed(watched, "elsewhere")).toBeUndefined();
    server.store.remove(deployments, server.store.get(deployments, "serving", "web") as KubeObject);
    await until(() => rowNamed(watched, "web") === undefined);
  });

  test("takes from a bookmark its version alone: the object in it is of nothing", async () => {
    const { server, cluster } = await start({ bookmarkMs: 5 });
    server.store.create(deployments, deploymentOf("web", 3));
    const watched = cluster.workloads(null);
    ends.push(() => watched.dispose());
    await until(() => watched.state.kind === "live" && server.watches >= 5);
    // Far more revisions than the watch was told of: without its bookmarks it would have to list again.
    for (let one = 0; one < 50; one++) server.store.create(pods, podOf(`pod-${one}`, { namespace: "other" }));
    const { revision } = server.store;
    server.store.create(deployments, deploymentOf("later", 1));
    await until(() => rowNamed(watched, "later") !== undefined);
    const lists = countOf(server.calls, "list", deployments);
    server.endWatches();
    await until(() => {
      const last = server.calls.findLast(({ verb, resource }) => verb === "watch" && resource === deployments);
      return Number(last?.query.get("resourceVersion")) > revision;
    });
    expect(countOf(server.calls, "list", deployments)).toBe(lists);
    expect(rowNamed(watched, "web")).toMatchObject({ desired: 3, ready: 3 });
  });

  test("lists again when its version is too old, which comes inside of a stream that went well", async () => {
    const { server, cluster } = await start();
    const web = server.store.create(deployments, deploymentOf("web", 3));
    const watched = cluster.workloads(null);
    ends.push(() => watched.dispose());
    await until(() => watched.state.kind === "live" && server.watches >= 5);
    const lists = countOf(server.calls, "list", deployments);
    server.store.remove(deployments, web);
    server.store.create(deployments, deploymentOf("next", 2));
    server.store.compact(server.store.revision);
    await until(() => rowNamed(watched, "next") !== undefined);
    server.store.create(pods, podOf("one"));
    server.store.compact(server.store.revision);
    server.endWatches();
    await until(() => countOf(server.calls, "list", deployments) > lists);
    await until(() => watched.state.kind === "live");
    expect([...watched.rows.values()].map(({ name }) => name)).toEqual(["next"]);
  });

  test("keeps what is known while the API server is gone, says since when, and goes on", async () => {
    const { server, cluster } = await start();
    server.store.create(deployments, deploymentOf("web", 3));
    const watched = cluster.workloads(null);
    ends.push(() => watched.dispose());
    await until(() => watched.state.kind === "live" && server.watches >= 5);
    await server.goAway();
    await until(() => watched.state.kind === "away");
    expect(watched.state).toMatchObject({
      kind: "away",
      sinceMs: expect.any(Number),
      reason: expect.stringMatching(/refused|ended/),
      known: true,
    });
    // What is asked for now was never read: nothing that is known of it is not the same as nothing that is there.
    const unread = cluster.nodes();
    ends.push(() => unread.dispose());
    await until(() => unread.state.kind === "away");
    expect(unread.state).toMatchObject({ known: false });
    expect(rowNamed(watched, "web")).toMatchObject({ desired: 3 });
    server.store.replace(deployments, replicasOf(server.store.get(deployments, "serving", "web") as KubeObject, 4));
    await server.comeBack();
    await until(() => watched.state.kind === "live");
    await until(() => rowNamed(watched, "web")?.desired === 4);
  });

  test("is listed again after a restore: versions from before would be told nothing, for ever", async () => {
    const { server, cluster } = await start();
    for (let one = 0; one < 20; one++) server.store.create(deployments, deploymentOf(`web-${one}`, 1));
    const watched = cluster.workloads(null);
    ends.push(() => watched.dispose());
    await until(() => watched.state.kind === "live" && watched.rows.size === 20 && server.watches >= 5);
    await server.restore((fresh) => void fresh.create(deployments, deploymentOf("restored", 1)));
    await until(() => rowNamed(watched, "restored") !== undefined);
    expect(watched.rows.size).toBe(1);
  });

  test("that RBAC refuses says which verb is missing, and on what", async () => {
    const { server, cluster } = await start();
    server.store.create(deployments, deploymentOf("web", 3));
    server.refuse(({ resource, verb }) => resource === resourceTypes.jobs && verb === "list");
    const watched = cluster.workloads("serving");
    ends.push(() => watched.dispose());
    await until(() => watched.state.kind === "refused" && watched.rows.size === 1);
    expect(watched.state).toEqual({
      kind: "refused",
      reason:
        "eu: viewer may not list jobs (batch) in serving. A role with the verb list on jobs has to be bound to that user",
    });
  });

  test("ends its requests a while after the last who looked, and is shared by those who do", async () => {
    const { server, cluster } = await start();
    const first = cluster.pods({ namespace: "serving" });
    const second = cluster.pods({ namespace: "serving" });
    await until(() => first.state.kind === "live" && second.state.kind === "live");
    expect(countOf(server.calls, "list", pods)).toBe(1);
    first.dispose();
    const third = cluster.pods({ namespace: "serving" });
    expect(third.state.kind).toBe("live");
    second.dispose();
    third.dispose();
  });
});

describe("restarts and GPUs", () => {
  test("are counted from the pods beside the workloads and nodes", async () => {
    const { server, cluster } = await start();
    server.store.create(deployments, deploymentOf("web", 2));
    server.store.create(nodes, {
      metadata: { name: "gpu-a01" },
      status: { allocatable: { "nvidia.com/gpu": "7" }, capacity: { "nvidia.com/gpu": "8" } },
    });
    server.store.create(pods, podOf("web-1", { restarts: 2, gpus: 4 }));
    server.store.create(pods, podOf("web-2", { restarts: 1, gpus: 2 }));
    const [workloads, known] = [cluster.workloads("serving"), cluster.nodes()];
    ends.push(
      () => workloads.dispose(),
      () => known.dispose(),
    );
    await until(() => rowNamed(workloads, "web")?.restarts === 3);
    await until(() => rowNamed(known, "gpu-a01")?.gpuRequested === 6);
    expect(rowNamed(known, "gpu-a01")).toMatchObject({ gpuAllocatable: 7, gpuCapacity: 8, ready: "unknown" });
    server.store.create(pods, podOf("web-3", { restarts: 4 }));
    await until(() => rowNamed(workloads, "web")?.restarts === 7);
  });
});

describe("1,300 nodes and 30,000 pods", () => {
  test("are listed in pages of 500; so many pods are not watched, those of a workload are", async () => {
    const { server, cluster } = await start();
    for (let node = 0; node < 1300; node++)
      server.store.create(nodes, { metadata: { name: `node-${node}` }, status: {} });
    for (let pod = 0; pod < 30_000; pod++) {
      const app = pod < 40 ? "chat" : "web";
      server.store.create(
        pods,
        podOf(`pod-${pod}`, { namespace: `team-${pod % 10}`, node: `node-${pod % 1300}`, app }),
      );
    }
    server.calls.length = 0;
    const [known, all, chat] = [
      cluster.nodes(),
      cluster.pods({ namespace: null }),
      cluster.pods({ namespace: null, selector: "app=chat" }),
    ];
    ends.push(
      () => known.dispose(),
      () => all.dispose(),
      () => chat.dispose(),
    );
    await until(() => all.state.kind === "listed", 60_000);
    expect(all.rows.size).toBe(30_000);
    expect(
      server.calls.filter(({ query }) => query.has("limit")).every(({ query }) => query.get("limit") === "500"),
    ).toBe(true);
    await until(() => known.state.kind === "live" && chat.state.kind === "live");
    expect([known.rows.size, chat.rows.size]).toEqual([1300, 40]);
    // GPUs asked for would take every pod: it is said that they are not counted.
    expect([...known.rows.values()][0]?.gpuRequested).toBeNull();
    await until(() => server.watches === 2);
    server.store.create(pods, podOf("pod-chat", { namespace: "team-1", app: "chat" }));
    await until(() => chat.rows.size === 41);
    expect(all.rows.size).toBe(30_000);
  }, 120_000);
});
