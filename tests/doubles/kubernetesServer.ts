import { createServer as createPlainServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { ApiCall } from "../../electron/demo/kubernetes/apiCall.ts";
import { type AccessAsked, type ApiServer, createApiServer } from "../../electron/demo/kubernetes/apiServer.ts";
import { uidOf } from "../../electron/demo/kubernetes/clusterObjects.ts";
import type { Aggregated } from "../../electron/demo/kubernetes/metricsApis.ts";
import { createObjectStore, type KubeObject, type ObjectStore } from "../../electron/demo/kubernetes/objectStore.ts";
import type { PodExec } from "../../electron/demo/kubernetes/podExec.ts";
import type { PodLog } from "../../electron/demo/kubernetes/podLogs.ts";
import { resourceTypes } from "../../electron/demo/kubernetes/resources.ts";
import { systemClock } from "../../electron/services/systemClock.ts";
import type { Certificate } from "../harness/certificate.ts";

export interface KubernetesOptions {
  readonly certificate?: Certificate;
  readonly bookmarkMs?: number;
  /** Two lines of each container unless told. */
  readonly podLog?: PodLog;
  readonly podExec?: PodExec;
  /** What it says when it is asked of somebody else's rights. */
  readonly reviews?: (asked: AccessAsked) => boolean;
  /** What answers behind it: metrics APIs. */
  readonly aggregated?: (store: ObjectStore) => Aggregated;
}

const twoLines: PodLog = ({ metadata }, { container, fromMs, toMs }) =>
  ["first", "second"]
    .map((word, index) => ({ atMs: 1_000 + index, text: `${metadata.name} ${container} ${word}` }))
    .filter(({ atMs }) => atMs >= fromMs && atMs < toMs);

/**
 * An API server that can be taken away, forget, go back in time and refuse. Its objects are in `store`; a namespace
 * kube-system is there, whose uid is the cluster's.
 */
export async function startKubernetes({
  certificate,
  bookmarkMs = 60_000,
  aggregated,
  podLog = twoLines,
  podExec,
  reviews,
}: KubernetesOptions = {}) {
  const calls: ApiCall[] = [];
  let allows: (call: ApiCall) => boolean = () => true;
  let token = "first-token";
  let server: Server;
  let api: ApiServer;
  let port = 0;
  let made = 0;
  let store = freshStore();

  function freshStore(): ObjectStore {
    const fresh = createObjectStore({
      nowMs: () => systemClock.nowMs(),
      newUid: () => uidOf("test object", String(++made)),
    });
    fresh.create(resourceTypes.namespaces, { metadata: { name: "kube-system" }, status: { phase: "Active" } });
    return fresh;
  }

  async function listen(): Promise<void> {
    api = createApiServer({
      store,
      clock: systemClock,
      version: "v1.36.2",
      token,
      user: "viewer",
      bookmarkMs,
      ...(aggregated ? { aggregated: aggregated(store) } : {}),
      allows(call) {
        calls.push(call);
        return allows(call);
      },
      podLog,
      ...(podExec ? { podExec } : {}),
      ...(reviews ? { reviews } : {}),
    });
    const { listener, onUpgrade } = api;
    server = certificate
      ? createTlsServer({ cert: certificate.cert, key: certificate.key }, listener)
      : createPlainServer(listener);
    server.on("upgrade", onUpgrade);
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
  }

  async function goAway(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    api.dispose();
    await closed;
  }

  await listen();
  return {
    calls,
    get store() {
      return store;
    },
    get watches() {
      return api.watches;
    },
    get uid() {
      return store.get(resourceTypes.namespaces, null, "kube-system")?.metadata.uid ?? "";
    },
    get url() {
      return `${certificate ? "https" : "http"}://127.0.0.1:${port}`;
    },
    refuse(those: (call: ApiCall) => boolean) {
      allows = (call) => !those(call);
    },
    /** Ends every connection; new ones are refused. */
    goAway,
    comeBack: listen,
    /** Watches end, as they do on a real server after some minutes. */
    endWatches: () => api.dispose(),
    /** Another token is the one that counts now. */
    async setToken(next: string) {
      await goAway();
      token = next;
      await listen();
    },
    /** The cluster as it was: other objects, and fewer changes behind it. */
    async restore(fill: (fresh: ObjectStore) => void) {
      await goAway();
      store = freshStore();
      fill(store);
      await listen();
    },
    /** A kubeconfig with the one context `test`; `user` is YAML. */
    kubeconfig(user = `{ token: ${token} }`): string {
      const ca = certificate ? `, certificate-authority-data: ${Buffer.from(certificate.cert).toString("base64")}` : "";
      return [
        "apiVersion: v1",
        "kind: Config",
        "current-context: test",
        `clusters: [{ name: test, cluster: { server: "${this.url}"${ca} } }]`,
        "contexts: [{ name: test, context: { cluster: test, user: test } }]",
        `users: [{ name: test, user: ${user} }]`,
        "",
      ].join("\n");
    },
    stop: goAway,
  };
}

/** A deployment in the form a person writes, with what its controller would say of it. */
export function deploymentOf(
  name: string,
  replicas: number,
  rest: { readonly namespace?: string; readonly ready?: number } = {},
) {
  const { namespace = "serving", ready = replicas } = rest;
  const labels = { app: name };
  return {
    metadata: { name, namespace, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "main", image: "registry.example/web:1.0" }] } },
    },
    status: {
      observedGeneration: 1,
      replicas,
      updatedReplicas: replicas,
      readyReplicas: ready,
      availableReplicas: ready,
    },
  };
}

/** A pod as a kubelet tells it. */
export function podOf(
  name: string,
  {
    namespace = "serving",
    node = "gpu-a01",
    app = "web",
    restarts = 0,
    gpus = 0,
  }: {
    readonly namespace?: string;
    readonly node?: string;
    readonly app?: string;
    readonly restarts?: number;
    readonly gpus?: number;
  } = {},
) {
  return {
    metadata: {
      name,
      namespace,
      labels: { app, "pod-template-hash": "6fd646b596" },
      ownerReferences: [
        { apiVersion: "apps/v1", kind: "ReplicaSet", name: `${app}-6fd646b596`, uid: "x", controller: true },
      ],
    },
    spec: {
      nodeName: node,
      containers: [
        {
          name: "main",
          image: "registry.example/web:1.0",
          resources: gpus === 0 ? {} : { limits: { "nvidia.com/gpu": String(gpus) } },
        },
      ],
    },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: "True" }],
      containerStatuses: [
        {
          name: "main",
          ready: true,
          restartCount: restarts,
          containerID: `containerd://${uidOf(name)}`,
          state: { running: {} },
        },
      ],
    },
  };
}

export function replicasOf(object: KubeObject, replicas: number): KubeObject {
  return { ...object, spec: { ...(object.spec as object), replicas } };
}
