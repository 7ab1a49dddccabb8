import type { ApiCall } from "./apiCall.ts";
import type { Json, KubeObject } from "./objectStore.ts";
import { fullName, invalid, Refusal } from "./refusal.ts";
import { type ResourceType, resourceTypes, scalable } from "./resources.ts";

/** What an object becomes by a merge patch, or of its scale. Throws a Refusal. */
export function patched(before: KubeObject, { resource, subresource, body }: ApiCall): KubeObject {
  const patch = body as Json;
  checkVersion(before, resource, (patch.metadata as Json | undefined)?.resourceVersion);
  if (subresource === "scale") return scaled(before, resource, (patch.spec as Json | undefined)?.replicas);
  const next = merged(before, patch) as KubeObject;
  const { minReplicas = 1, maxReplicas } = (next.spec ?? {}) as { minReplicas?: number; maxReplicas?: number };
  if (resource === resourceTypes.autoscalers && Number(maxReplicas) < minReplicas) {
    throw invalid(
      "HorizontalPodAutoscaler.autoscaling",
      before,
      "spec.maxReplicas",
      `Invalid value: ${maxReplicas}: must be greater than or equal to \`minReplicas\``,
    );
  }
  return { ...next, metadata: { ...next.metadata, resourceVersion: before.metadata.resourceVersion } };
}

/** What it becomes by another in its place. Throws a Refusal. */
export function replaced(before: KubeObject, { resource, subresource, body }: ApiCall): KubeObject {
  const given = body as KubeObject;
  checkVersion(before, resource, given.metadata?.resourceVersion);
  if (subresource === "scale") return scaled(before, resource, (given.spec as Json | undefined)?.replicas);
  const { uid, creationTimestamp, generation, namespace } = before.metadata;
  return {
    ...given,
    metadata: {
      ...given.metadata,
      uid,
      creationTimestamp,
      ...(namespace ? { namespace } : {}),
      ...(generation === undefined ? {} : { generation }),
    },
  };
}

function checkVersion({ metadata }: KubeObject, resource: ResourceType, given: unknown): void {
  if (given === undefined || given === "" || given === metadata.resourceVersion) return;
  throw new Refusal(
    409,
    "Conflict",
    `Operation cannot be fulfilled on ${fullName(resource)} "${metadata.name}": the object has been modified; please apply your changes to the latest version and try again`,
    { name: metadata.name, group: resource.group, kind: resource.plural },
  );
}

/** RFC 7386: null takes a key away, an array is replaced as a whole. */
function merged(before: unknown, patch: unknown): unknown {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) return patch;
  const base = typeof before === "object" && before !== null && !Array.isArray(before) ? before : {};
  const next: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete next[key];
    else next[key] = merged(next[key], value);
  }
  return next;
}

function scaled(before: KubeObject, resource: ResourceType, replicas: unknown): KubeObject {
  if (typeof replicas !== "number" || !Number.isInteger(replicas)) {
    throw new Refusal(
      422,
      "Invalid",
      ` "" is invalid: patch: Invalid value: ${JSON.stringify(JSON.stringify(scaleOf(before)))}`,
      {},
    );
  }
  if (replicas < 0) {
    throw invalid(
      "Scale.autoscaling",
      before,
      "spec.replicas",
      `Invalid value: ${replicas}: must be greater than or equal to 0`,
    );
  }
  if (!scalable.has(resource.kind))
    throw new Refusal(404, "NotFound", "the server could not find the requested resource", {});
  return { ...before, spec: { ...(before.spec as Json), replicas } };
}

/** As recorded: the selector of a Scale is a text. */
export function scaleOf({ metadata, spec, status }: KubeObject): Json {
  const { matchLabels } = ((spec as Json).selector ?? {}) as { matchLabels?: Record<string, string> };
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: (spec as Json).replicas },
    status: {
      replicas: (status as Json | undefined)?.replicas ?? 0,
      selector: Object.entries(matchLabels ?? {})
        .map(([key, value]) => `${key}=${value}`)
        .join(","),
    },
  };
}
