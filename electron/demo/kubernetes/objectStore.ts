import { Emitter, type Event } from "../../../shared/base/emitter.ts";
import { groupVersionOf, type ResourceType } from "./resources.ts";

export type Json = { readonly [key: string]: unknown };

/** An object of the simulated cluster; what is not metadata is as its kind has it. */
export interface KubeObject extends Json {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly generation?: number;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly Json[];
    readonly [key: string]: unknown;
  };
}

/** What a caller gives of a new object. */
export interface NewObject extends Json {
  readonly metadata: Partial<KubeObject["metadata"]> & { readonly name: string };
}

interface Change {
  readonly revision: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly resource: ResourceType;
  readonly object: KubeObject;
}

export interface ObjectStore {
  readonly revision: number;
  /** Changes up to it are forgotten: whoever knows only them lists again. */
  readonly compacted: number;
  readonly onChange: Event<Change>;
  /** Sorted by namespace and name. */
  list(resource: ResourceType, namespace?: string | null): readonly KubeObject[];
  get(resource: ResourceType, namespace: string | null, name: string): KubeObject | undefined;
  create(resource: ResourceType, object: NewObject): KubeObject;
  /** A change of `spec` raises the generation. What is the same already stays as it is. */
  replace(resource: ResourceType, object: KubeObject): KubeObject;
  remove(resource: ResourceType, object: KubeObject): void;
  /** Newer than a revision, oldest first. */
  since(revision: number): readonly Change[];
  compact(revision: number): void;
}

const mostChanges = 5_000;

/** The objects of a cluster under one sequence of revisions, with the newest changes kept. */
export function createObjectStore(options: {
  readonly nowMs: () => number;
  readonly newUid: () => string;
}): ObjectStore {
  const tables = new Map<ResourceType, Map<string, KubeObject>>();
  const changed = new Emitter<Change>();
  let changes: Change[] = [];
  let revision = 100;
  let compacted = 100;

  /** Sorted, for as long as nothing of the resource changes: pages are cut from it. */
  const sorted = new Map<ResourceType, readonly KubeObject[]>();

  const table = (resource: ResourceType) => {
    const known = tables.get(resource) ?? new Map<string, KubeObject>();
    tables.set(resource, known);
    return known;
  };
  const keyOf = (namespace: string | null | undefined, name: string) => `${namespace ?? ""}/${name}`;

  function put(type: Change["type"], resource: ResourceType, object: KubeObject): KubeObject {
    revision += 1;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
    const key = keyOf(stored.metadata.namespace, stored.metadata.name);
    sorted.delete(resource);
    if (type === "DELETED") table(resource).delete(key);
    else table(resource).set(key, stored);
    const change = { revision, type, resource, object: stored };
    changes.push(change);
    if (changes.length > mostChanges) compact(changes[changes.length - mostChanges / 2]?.revision ?? 0);
    changed.fire(change);
    return stored;
  }

  function compact(to: number): void {
    compacted = Math.max(compacted, to);
    changes = changes.filter((one) => one.revision > compacted);
  }

  return {
    get revision() {
      return revision;
    },
    get compacted() {
      return compacted;
    },
    onChange: changed.event,
    list(resource, namespace = null) {
      const all =
        sorted.get(resource) ??
        [...table(resource).entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
      sorted.set(resource, all);
      return namespace === null ? all : all.filter(({ metadata }) => metadata.namespace === namespace);
    },
    get: (resource, namespace, name) => table(resource).get(keyOf(resource.namespaced ? namespace : null, name)),
    create(resource, object) {
      const { name, ...metadata } = object.metadata;
      return put("ADDED", resource, {
        ...object,
        kind: resource.kind,
        apiVersion: groupVersionOf(resource),
        metadata: {
          name,
          uid: options.newUid(),
          resourceVersion: "",
          ...("spec" in object ? { generation: 1 } : {}),
          creationTimestamp: new Date(options.nowMs()).toISOString().replace(/\.\d+Z$/, "Z"),
          ...metadata,
        },
      });
    },
    replace(resource, object) {
      const { namespace, name } = object.metadata;
      const before = table(resource).get(keyOf(namespace, name));
      if (!before) throw new Error(`${resource.kind} ${name} is not there`);
      if (JSON.stringify(before) === JSON.stringify(object)) return before;
      const isAsked = JSON.stringify(before.spec) !== JSON.stringify(object.spec);
      const generation = (before.metadata.generation ?? 1) + (isAsked ? 1 : 0);
      return put("MODIFIED", resource, { ...object, metadata: { ...object.metadata, generation } });
    },
    remove: (resource, object) => void put("DELETED", resource, object),
    since: (from) => changes.filter((one) => one.revision > from),
    compact,
  };
}
