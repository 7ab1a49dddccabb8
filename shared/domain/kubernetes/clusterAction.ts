import { MidwatchError } from "../../base/errors.ts";
import type { Step } from "../runbook/step.ts";
import { type ObjectRef, objectText, parseObjectRef } from "./objectRef.ts";

/** What a `kubernetes` step does, to one object. */
export type ClusterAction = { readonly kind: "kubernetes"; readonly object: ObjectRef } & (
  | { readonly verb: "restart" | "cordon" | "uncordon" | "drain" | "deletePod" }
  /** To a revision, or to the one before that which is there. */
  | { readonly verb: "rollback"; readonly revision: number | null }
  | { readonly verb: "scale"; readonly replicas: number }
  /** Of an autoscaler: how few and how many replicas it may choose. */
  | { readonly verb: "autoscale"; readonly min: number; readonly max: number }
  | { readonly verb: "patch"; readonly patch: Readonly<Record<string, unknown>> }
);

type KubernetesBody = Extract<Step, { readonly kind: "kubernetes" }>["kubernetes"];

/** Throws BAD_REQUEST for a name that is none, an object that the verb is not for, and another cluster than the target. */
export function clusterActionOf(
  body: KubernetesBody,
  cluster: string,
  expand: (text: string) => string,
): ClusterAction {
  const wanted = body.cluster === undefined ? cluster : expand(body.cluster);
  if (wanted !== cluster) throw bad(`The step is for the cluster ${wanted}, and ${cluster} was chosen`);
  const namespace = body.namespace === undefined ? undefined : expand(body.namespace);
  const ref = (text: string, ...kinds: readonly ObjectRef["kind"][]): ObjectRef => {
    const found = parseObjectRef(expand(text), namespace);
    if (found && (kinds.length === 0 || kinds.includes(found.kind))) return found;
    throw bad(`${expand(text)} is no object for this: write such as deployment/web, with its namespace`);
  };
  const kind = "kubernetes" as const;
  if (body.restart !== undefined) {
    return { kind, verb: "restart", object: ref(body.restart, "Deployment", "StatefulSet", "DaemonSet") };
  }
  if (body.rollback !== undefined) {
    return { kind, verb: "rollback", object: ref(body.rollback, "Deployment"), revision: null };
  }
  if (body.scale !== undefined) {
    const replicas = replicasOf(expand(body.scale.replicas), 0);
    return { kind, verb: "scale", object: ref(body.scale.object, "Deployment", "StatefulSet"), replicas };
  }
  if (body.autoscale !== undefined) {
    const min = replicasOf(expand(body.autoscale.min), 1);
    const max = replicasOf(expand(body.autoscale.max), 1);
    if (min > max) throw bad(`The minimum of ${min} replicas is above the maximum of ${max}`);
    return { kind, verb: "autoscale", object: ref(body.autoscale.object, "HorizontalPodAutoscaler"), min, max };
  }
  if (body.patch !== undefined) {
    return { kind, verb: "patch", object: ref(body.patch.object), patch: body.patch.patch };
  }
  for (const verb of ["cordon", "uncordon", "drain"] as const) {
    const node = body[verb];
    if (node !== undefined) return { kind, verb, object: ref(`node/${node}`) };
  }
  return { kind, verb: "deletePod", object: ref(`pod/${body.deletePod}`) };
}

function replicasOf(text: string, least: number): number {
  const replicas = Number(text);
  if (Number.isInteger(replicas) && replicas >= least) return replicas;
  throw bad(`${text} is no number of replicas: at least ${least} is one`);
}

/** For people; it is also what the audit keeps. */
export function clusterActionText(action: ClusterAction): string {
  const what = objectText(action.object);
  switch (action.verb) {
    case "scale":
      return `scale ${what} to ${action.replicas}`;
    case "autoscale":
      return `keep ${what} between ${action.min} and ${action.max} replicas`;
    case "patch":
      return `patch ${what} with ${JSON.stringify(action.patch)}`;
    case "deletePod":
      return `delete ${what}`;
    case "rollback":
      return `roll ${what} back to ${action.revision === null ? "its revision before" : `revision ${action.revision}`}`;
    default:
      return `${action.verb} ${what}`;
  }
}

function bad(message: string): MidwatchError {
  return new MidwatchError("BAD_REQUEST", message);
}
