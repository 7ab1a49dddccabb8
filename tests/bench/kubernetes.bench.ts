import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { resourceTypes } from "../../electron/demo/kubernetes/resources.ts";
import type { Watched } from "../../electron/services/kubernetes/types.ts";
import { podOf, startKubernetes } from "../doubles/kubernetesServer.ts";
import { openCluster } from "../harness/kubernetesClient.ts";
import { until } from "../harness/until.ts";
import { type Bench, measure } from "./measure.ts";

const nodeCount = 1_300;
const podCount = 30_000;
const updates = 60;
const deadlineMs = 120_000;

/** What is kept, not what was thrown away on the way. */
function keptBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  collect();
  return process.memoryUsage().heapUsed;
}

/** The ordinary way: every page one after another, parsed and not read. Milliseconds until the first and the last. */
async function plainList(url: string): Promise<{ readonly firstMs: number; readonly allMs: number }> {
  const askedMs = performance.now();
  let firstMs: number | null = null;
  let after = "";
  do {
    const query = new URLSearchParams({ limit: "500", ...(after === "" ? {} : { continue: after }) });
    const answer = await fetch(`${url}/api/v1/pods?${query}`, { headers: { authorization: "Bearer first-token" } });
    const { metadata } = (await answer.json()) as { readonly metadata: { readonly continue?: string } };
    firstMs ??= performance.now() - askedMs;
    after = metadata.continue ?? "";
  } while (after !== "");
  return { firstMs: firstMs ?? 0, allMs: performance.now() - askedMs };
}

/**
 * A cluster of 1,300 nodes and 30,000 pods, its API server in the same process. Most of the time is the server's and JSON's: to
 * check and keep the rows may cost as much again, and the first page comes as soon as it would by itself (twice, for what is not
 * warm). Rows of 2 kB keep the whole in 64 MB; a change of what is looked at is shown before it is waited for.
 */
export const bench: Bench = {
  names: ["kubernetes.scale.first", "kubernetes.scale.all", "kubernetes.scale.memory", "kubernetes.scale.update"],
  async run() {
    const server = await startKubernetes();
    const { nodes, pods } = resourceTypes;
    for (let node = 0; node < nodeCount; node += 1) {
      server.store.create(nodes, { metadata: { name: `node-${node}` }, status: {} });
    }
    for (let pod = 0; pod < podCount; pod += 1) {
      const app = pod < 40 ? "chat" : "web";
      const place = { namespace: `team-${pod % 10}`, node: `node-${pod % nodeCount}`, app, gpus: 1 };
      server.store.create(pods, podOf(`pod-${pod}`, place));
    }
    const { cluster, stop } = openCluster(server.kubeconfig());
    const open: Watched<unknown>[] = [];
    try {
      await until(() => cluster.state.kind === "ok");
      const plain = await plainList(server.url);
      const before = keptBytes();
      const askedMs = performance.now();
      const all = cluster.pods({ namespace: null });
      open.push(all);
      await until(() => all.state.kind !== "listing" || all.state.read > 0, deadlineMs);
      const firstMs = performance.now() - askedMs;
      await until(() => all.state.kind === "listed", deadlineMs);
      const allMs = performance.now() - askedMs;
      if (all.rows.size !== podCount) throw new Error(`${all.rows.size} pods were listed, of ${podCount}`);
      const keptMb = (keptBytes() - before) / 1e6;

      const chat = cluster.pods({ namespace: null, selector: "app=chat" });
      open.push(chat);
      await until(() => chat.state.kind === "live", deadlineMs);
      await until(() => server.watches > 0, deadlineMs);
      const tookMs: number[] = [];
      for (let update = 0; update < updates; update += 1) {
        const size = chat.rows.size;
        const sentMs = performance.now();
        server.store.create(pods, podOf(`chat-${update}`, { namespace: "team-1", app: "chat" }));
        await until(() => chat.rows.size > size, deadlineMs);
        tookMs.push(performance.now() - sentMs);
      }
      const updateMs = tookMs.sort((a, b) => a - b)[Math.floor(updates / 2)] ?? Number.POSITIVE_INFINITY;
      return [
        measure({
          name: "kubernetes.scale.first",
          value: firstMs,
          unit: "ms",
          baseline: plain.firstMs,
          goal: "<= 2x",
          ok: firstMs <= 2 * plain.firstMs,
        }),
        measure({
          name: "kubernetes.scale.all",
          value: allMs,
          unit: "ms",
          baseline: plain.allMs,
          goal: "<= 2x",
          ok: allMs <= 2 * plain.allMs,
        }),
        measure({ name: "kubernetes.scale.memory", value: keptMb, unit: "MB", goal: "<= 64", ok: keptMb <= 64 }),
        measure({ name: "kubernetes.scale.update", value: updateMs, unit: "ms", goal: "<= 100", ok: updateMs <= 100 }),
      ];
    } finally {
      for (const watched of open) watched.dispose();
      stop();
      await server.stop();
    }
  },
};
