import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../../../shared/base/clock.ts";
import type { AutoscalerFigures } from "../simulation/applications/kubeState.ts";
import { containerId, type HostSpec, replicas } from "../simulation/fleet.ts";
import { hash, wander } from "../simulation/noise.ts";
import { createApiServer } from "./apiServer.ts";
import { createAutoscalerController } from "./autoscalerController.ts";
import { gatewayMetric } from "./autoscalerObjects.ts";
import { fillCluster, uidOf } from "./clusterObjects.ts";
import { demoPodExec } from "./demoPodExec.ts";
import { demoPodLog } from "./demoPodLog.ts";
import { createDeploymentController } from "./deploymentController.ts";
import { createIncidentFollower } from "./incidentFollower.ts";
import { kubeStateText } from "./kubeStateText.ts";
import { createMetricsApis } from "./metricsApis.ts";
import { createObjectStore, type Json } from "./objectStore.ts";
import { prometheusProxy } from "./operatorObjects.ts";
import { isReady } from "./podObject.ts";

const bookmarkMs = 60_000;
/** Of a simulated cluster on the loopback: it opens nothing else. */
const token = "demo-cluster-token";

export interface DemoCluster {
  /** The text of a kubeconfig file with one context, `demo`. */
  readonly kubeconfig: string;
  /** What kube-state-metrics tells of it, as exposition text, and of autoscalers that a scenario has besides. */
  stateMetrics(more: readonly AutoscalerFigures[]): string;
  close(): Promise<void>;
}

/** A cluster over the demo's hosts. What becomes of its pods becomes of the hosts' model servers. */
export async function createDemoCluster({
  hosts,
  clock,
  now,
  isSound,
}: {
  readonly hosts: readonly HostSpec[];
  readonly clock: Clock;
  /** Seconds since the simulation began. */
  readonly now: () => number;
  readonly isSound: boolean;
}): Promise<DemoCluster> {
  let made = 0;
  const store = createObjectStore({ nowMs: () => clock.nowMs(), newUid: () => uidOf("object", String(++made)) });
  const filledMs = clock.nowMs();
  const wallStartMs = filledMs - now() * 1000;
  const slots = fillCluster({ store, hosts, wallStartMs: filledMs, isSound });
  const metrics = createMetricsApis(store, {
    names: [gatewayMetric],
    value: (_metric, pod) =>
      pod.metadata.labels?.app === "gateway" && isReady(pod)
        ? 31 + 6 * wander(now(), 420, hash(pod.metadata.name))
        : null,
    nowMs: () => clock.nowMs(),
  });
  const prometheus = prometheusProxy(store);
  const api = createApiServer({
    store,
    clock,
    version: "v1.36.2",
    token,
    user: "demo",
    bookmarkMs,
    podLog: demoPodLog({ hosts, slots, wallStartMs, filledMs }),
    podExec: demoPodExec({ clock, now, hostOf: (pod) => slots.get(pod.metadata.uid)?.host ?? null }),
    aggregated: (url) => metrics(url) ?? prometheus(url),
  });

  const follower = createIncidentFollower({ store, clock, hosts, slots, now, wallStartMs });
  const freeReplica = (labels: Readonly<Record<string, string>>, node: unknown) => {
    const host = hosts.find(({ name }) => name === node);
    const taken = [...slots.values()].filter((slot) => slot.host === host).map(({ replica }) => replica);
    const isOfModel = host && labels.app === host.service.model;
    const replica = isOfModel ? replicas(host).findIndex((_, index) => !taken.includes(index)) : -1;
    return host && replica >= 0 ? { host, replica } : undefined;
  };
  const controller = createDeploymentController({
    store,
    clock,
    hooks: {
      suits: (labels, node) => freeReplica(labels, node) !== undefined,
      placed(pod) {
        const free = freeReplica(pod.metadata.labels ?? {}, (pod.spec as Json).nodeName);
        if (!free) return;
        const slot = { ...free, placedAt: now() };
        slots.set(pod.metadata.uid, slot);
        follower.placed(pod, slot);
        if (!slot.host.lives.isUp(slot.replica, now())) slot.host.lives.act("start", slot.replica, now());
      },
      gone(pod) {
        const slot = slots.get(pod.metadata.uid);
        slots.delete(pod.metadata.uid);
        if (slot && !follower.isOvertaken(pod)) slot.host.lives.act("stop", slot.replica, now());
      },
      containerId(pod) {
        const slot = slots.get(pod.metadata.uid);
        return slot ? containerId(slot.host, slot.replica) : null;
      },
    },
  });

  const autoscaling = createAutoscalerController({ store, clock, metrics });

  const server = createServer(api.listener).on("upgrade", api.onUpgrade);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    kubeconfig: kubeconfigText(`http://127.0.0.1:${port}`),
    stateMetrics: (more) => kubeStateText(store, more),
    async close() {
      follower.dispose();
      controller.dispose();
      autoscaling.dispose();
      api.dispose();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function kubeconfigText(server: string): string {
  return [
    "apiVersion: v1",
    "kind: Config",
    "current-context: demo",
    "clusters:",
    `  - { name: demo, cluster: { server: "${server}" } }`,
    "contexts:",
    "  - { name: demo, context: { cluster: demo, user: demo } }",
    "users:",
    `  - { name: demo, user: { token: ${token} } }`,
    "",
  ].join("\n");
}
