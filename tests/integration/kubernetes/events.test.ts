import { afterEach, expect, test } from "vitest";
import { resourceTypes } from "../../../electron/demo/kubernetes/resources.ts";
import { tellEvent } from "../../../electron/demo/kubernetes/tellEvent.ts";
import { followClusters } from "../../../electron/services/events/clusterFeed.ts";
import { createEventJournal } from "../../../electron/services/events/eventJournal.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { oomEvents } from "../../../shared/domain/events/kernelEvents.ts";
import { deploymentOf, podOf, startKubernetes } from "../../doubles/kubernetesServer.ts";
import { ManualClock } from "../../doubles/manualClock.ts";
import { openCluster } from "../../harness/kubernetesClient.ts";
import { until } from "../../harness/until.ts";

const { deployments, statefulSets, daemonSets, pods, autoscalers } = resourceTypes;
/** Those of one namespace, and that of what nodes tell. */
const allWatches = 6;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const killedMs = Date.UTC(2026, 10, 19, 2, 14, 0);
const killed = (name: string, node: string) => {
  const made = podOf(name, { node, restarts: 1 });
  const [status] = made.status.containerStatuses;
  const terminated = { reason: "OOMKilled", exitCode: 137, finishedAt: new Date(killedMs).toISOString() };
  return { ...made, status: { ...made.status, containerStatuses: [{ ...status, lastState: { terminated } }] } };
};

/** A cluster whose namespace `serving` is followed, and what was written down of it. */
async function follow(fill: (store: Awaited<ReturnType<typeof startKubernetes>>["store"]) => void) {
  const server = await startKubernetes();
  fill(server.store);
  const { cluster, stop } = openCluster(server.kubeconfig(), { config: { namespaces: ["serving"] } });
  const clock = new ManualClock();
  const journal = createEventJournal(":memory:", clock, silentLog);
  const never = new Emitter<void>();
  const feed = followClusters({
    ...{ journal, clock, isHost: (name: string) => name.startsWith("gpu-") },
    kubernetes: { clusters: [cluster], onChange: never.event },
    services: { definitions: [], onDefinitions: never.event },
  });
  ends.push(
    () => server.stop(),
    stop,
    () => journal.dispose(),
    () => feed.dispose(),
  );
  const whole = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: 100, kind: null, host: null, after: null };
  return {
    server,
    clock,
    journal,
    told: () => journal.find(whole).events.map(({ title, text }) => `${title}: ${text}`),
  };
}

test("a rollout and a scaling are written down as they are told, and other namespaces are left alone", async () => {
  const { server, told } = await follow((store) => {
    store.create(deployments, deploymentOf("web", 2));
    store.create(deployments, deploymentOf("other", 2, { namespace: "elsewhere" }));
  });
  const setImage = (namespace: string, name: string) => {
    const object = server.store.get(deployments, namespace, name);
    if (!object) throw new Error(`${name} is not there`);
    const { template } = object.spec as ReturnType<typeof deploymentOf>["spec"];
    const containers = template.spec.containers.map((one) => ({ ...one, image: "registry.example/web:1.1" }));
    const spec = { ...(object.spec as object), template: { ...template, spec: { containers } } };
    const asked = server.store.replace(deployments, { ...object, spec });
    return () =>
      server.store.replace(deployments, {
        ...asked,
        status: { ...(asked.status as object), observedGeneration: asked.metadata.generation },
      });
  };
  // It was seen as it was, before it changes.
  await until(() => server.watches >= allWatches);
  setImage("elsewhere", "other")();
  const settle = setImage("serving", "web");
  await until(() => told().includes("Deploy started: web 1.0 → 1.1"));
  settle();
  await until(() => told().includes("Deploy complete: web 1.1, nothing runs 1.0 any more"));
  const scaler = server.store.create(autoscalers, { metadata: { name: "web", namespace: "serving" }, spec: {} });
  const message = "New size: 4; reason: pods metric queue above target";
  tellEvent(server.store, scaler, {
    ...{ reason: "SuccessfulRescale", message, component: "horizontal-pod-autoscaler" },
    atMs: killedMs,
  });
  await until(() => told().includes(`Scaled: serving/web: ${message}`));
  expect(told()).toHaveLength(3);
  expect(server.calls.every(({ namespace }) => namespace !== "elsewhere")).toBe(true);
});

test("a restart is written down of whatever keeps running", async () => {
  const kinds = [deployments, statefulSets, daemonSets];
  const { server, told } = await follow((store) => {
    for (const type of kinds) store.create(type, deploymentOf(type.plural, 2));
  });
  await until(() => server.watches >= allWatches);
  const annotations = { "kubectl.kubernetes.io/restartedAt": "1970-01-02T00:00:00Z" };
  for (const type of kinds) {
    const object = server.store.get(type, "serving", type.plural);
    if (!object) throw new Error(`${type.plural} is not there`);
    const { template } = object.spec as ReturnType<typeof deploymentOf>["spec"];
    const spec = { ...(object.spec as object), template: { ...template, metadata: { annotations } } };
    server.store.replace(type, { ...object, spec });
  }
  await until(() => told().length >= kinds.length);
  expect([...told()].sort()).toEqual(
    ["daemonsets", "deployments", "statefulsets"].map(
      (name) => `Restarted: serving/${name}: all of its pods are made anew`,
    ),
  );
});

test("a kill for memory that the host's kernel tells too is one event; of a node that is no host it is told at once", async () => {
  const { clock, journal, told } = await follow((store) => {
    for (const [name, node] of [
      ["web-1", "gpu-a01"],
      ["web-2", "gpu-a02"],
      ["web-3", "node-9"],
    ] as const)
      store.create(pods, killed(name, node));
  });
  await until(() => told().some((text) => text.includes("web-3")));
  expect(told()).toHaveLength(1);
  const scope = "group" as const;
  journal.write(
    oomEvents("gpu-a01", [{ atMs: killedMs + 900, pid: 41, processName: "python3", scope, residentBytes: null }]),
  );
  await clock.advance(20_000);
  expect(told().filter((text) => text.startsWith("OOM killed"))).toHaveLength(3);
  expect(told().some((text) => text.includes("web-1"))).toBe(false);
  expect(told()).toContain("OOM killed: serving/web-2 main: its container's memory ran out");
});
