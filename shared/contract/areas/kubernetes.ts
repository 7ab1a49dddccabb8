import { z } from "zod";
import { autoscaler } from "../../domain/kubernetes/autoscaler.ts";
import { clusterEvent } from "../../domain/kubernetes/clusterEvent.ts";
import { doctorLink } from "../../domain/kubernetes/doctor/doctorLink.ts";
import { clusterNode } from "../../domain/kubernetes/node.ts";
import { monitor, monitorKind } from "../../domain/kubernetes/operator/monitor.ts";
import { pod } from "../../domain/kubernetes/pod.ts";
import { workload } from "../../domain/kubernetes/workload.ts";
import { environmentKind } from "../../domain/workspace/model.ts";
import { method, stream } from "../define.ts";
import { serverState } from "./servers.ts";

const clusterName = z.string().min(1).max(100);
const objectName = z.string().min(1).max(253);
/** Null for all of them. */
const namespace = objectName.nullable();

/** What asking a cluster once may end with. */
const readErrors = [
  "NOT_FOUND",
  "FORBIDDEN",
  "UNAVAILABLE",
  "TIMEOUT",
  "REMOTE_FAILED",
  "TLS_UNTRUSTED",
  "WORKSPACE_INVALID",
] as const;

const watchState = z.discriminatedUnion("kind", [
  /** Being listed for the first time; so many are read. */
  z.object({ kind: z.literal("listing"), read: z.number() }),
  z.object({ kind: z.literal("live") }),
  /** Too many to be watched: as they were then, and listed again every two minutes. */
  z.object({ kind: z.literal("listed"), atMs: z.number() }),
  z.object({ kind: z.literal("tooMany"), total: z.number() }),
  /** As last known; not `known` where it was never listed. */
  z.object({ kind: z.literal("away"), reason: z.string(), sinceMs: z.number(), known: z.boolean() }),
  /** Not to be had: by RBAC, or because the cluster does not serve it. */
  z.object({ kind: z.literal("refused"), reason: z.string() }),
]);

/** All rows, then those that changed; an answer of many rows comes in parts. */
const rows = <Row extends z.ZodType>(row: Row) =>
  z.object({
    state: watchState,
    /** It replaces what was told before. */
    first: z.boolean(),
    complete: z.boolean(),
    changed: z.array(row),
    /** Their ids. */
    gone: z.array(z.string()),
  });

/** Reading Kubernetes; what changes it are steps of runbooks alone. */
export const kubernetesArea = {
  /** The clusters of the workspace, in its order. */
  "kubernetes.clusters": stream({
    params: z.strictObject({}),
    item: z.object({
      clusters: z.array(
        z.object({
          name: clusterName,
          environment: z.string(),
          environmentKind,
          via: z.string().nullable(),
          /** Null before its kubeconfig was read. */
          context: z.string().nullable(),
          server: z.string().nullable(),
          /** Of the namespace kube-system; null where it may not be read. */
          uid: z.string().nullable(),
          state: serverState,
        }),
      ),
    }),
  }),

  /** Looks at once whether a cluster answers. */
  "kubernetes.retry": method({
    role: "viewer",
    params: z.strictObject({ cluster: clusterName }),
    result: z.object({}),
    errors: ["NOT_FOUND"],
  }),

  "kubernetes.namespaces": method({
    role: "viewer",
    params: z.strictObject({ cluster: clusterName }),
    result: z.object({ namespaces: z.array(z.string()) }),
    errors: readErrors,
  }),

  "kubernetes.workloads": stream({
    params: z.strictObject({ cluster: clusterName, namespace }),
    item: rows(workload),
    errors: ["NOT_FOUND"],
  }),

  /** Of a namespace, of a workload by its selector, or of a node. */
  "kubernetes.pods": stream({
    params: z.strictObject({
      cluster: clusterName,
      namespace,
      selector: z.string().min(1).max(2000).optional(),
      node: objectName.optional(),
    }),
    item: rows(pod),
    errors: ["NOT_FOUND"],
  }),

  /** Which node of which cluster a host is; null for none of those that answer. */
  "kubernetes.nodeOf": method({
    role: "viewer",
    params: z.strictObject({ host: objectName, machineId: z.string().max(100).nullable() }),
    result: z.object({ node: z.object({ cluster: clusterName, name: objectName }).nullable() }),
  }),

  /** Names of the services that send requests to a pod. */
  "kubernetes.servicesOf": method({
    role: "viewer",
    params: z.strictObject({ cluster: clusterName, namespace: objectName, name: objectName }),
    result: z.object({ services: z.array(z.string()) }),
    errors: readErrors,
  }),

  "kubernetes.nodes": stream({
    params: z.strictObject({ cluster: clusterName }),
    item: rows(clusterNode),
    errors: ["NOT_FOUND"],
  }),

  "kubernetes.autoscalers": stream({
    params: z.strictObject({ cluster: clusterName, namespace }),
    item: rows(autoscaler),
    errors: ["NOT_FOUND"],
  }),

  /** Walks from an autoscaler's metrics over the adapter to its events; looks once. */
  "kubernetes.autoscalerDoctor": method({
    role: "viewer",
    params: z.strictObject({ cluster: clusterName, namespace: objectName, name: objectName }),
    result: z.object({ links: z.array(doctorLink) }),
    errors: readErrors,
  }),

  /** What the operator's Prometheus are told to scrape and evaluate. */
  "kubernetes.monitors": stream({
    params: z.strictObject({ cluster: clusterName, namespace }),
    item: rows(monitor),
    errors: ["NOT_FOUND"],
  }),

  /** Why what a monitor means is not scraped, with the object as it would be right (YAML) where that is known; looks once. */
  "kubernetes.monitorDoctor": method({
    role: "viewer",
    params: z.strictObject({ cluster: clusterName, kind: monitorKind, namespace: objectName, name: objectName }),
    result: z.object({ links: z.array(doctorLink), manifest: z.string().nullable() }),
    errors: readErrors,
  }),

  /** What the cluster keeps, an hour or so; of one object where it is named. */
  "kubernetes.events": stream({
    params: z.strictObject({
      cluster: clusterName,
      namespace,
      object: z.strictObject({ kind: z.string().min(1).max(100), name: objectName }).optional(),
    }),
    item: rows(clusterEvent),
    errors: ["NOT_FOUND"],
  }),
};
