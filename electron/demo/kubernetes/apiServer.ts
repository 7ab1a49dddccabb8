import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, toDisposable } from "../../../shared/base/disposable.ts";
import { type ApiCall, addressed, callOf, forbidden } from "./apiCall.ts";
import { patched, replaced, scaleOf } from "./changedObject.ts";
import { discovery } from "./discovery.ts";
import type { Aggregated } from "./metricsApis.ts";
import type { Json, KubeObject, NewObject, ObjectStore } from "./objectStore.ts";
import { createExecServer, type PodExec, refuseUpgrade } from "./podExec.ts";
import { type PodLog, servePodLog } from "./podLogs.ts";
import { fullName, Refusal } from "./refusal.ts";
import { groupVersionOf, type ResourceType, resourceTypes } from "./resources.ts";
import { matcherOf } from "./selectors.ts";

export interface ApiServerOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly version: string;
  /** Whoever has it is `user` and may do everything that `allows` does not refuse. */
  readonly token: string;
  readonly user: string;
  readonly allows?: (call: ApiCall) => boolean;
  /** What it says when it is asked of somebody else; everything unless told. */
  readonly reviews?: (asked: AccessAsked) => boolean;
  /** A bookmark on each watch, so often. */
  readonly bookmarkMs: number;
  /** What other servers answer behind this one: metrics APIs. */
  readonly aggregated?: Aggregated;
  readonly podLog?: PodLog;
  /** What runs in a container; without it nothing does. */
  readonly podExec?: PodExec;
}

/** May this user do that? Namespace is empty for all of them. */
export interface AccessAsked {
  readonly user: string;
  readonly resourceAttributes: {
    readonly verb: string;
    readonly group: string;
    readonly resource: string;
    readonly namespace: string;
  };
}

export interface ApiServer extends Disposable {
  readonly listener: RequestListener;
  /** Of the server's event `upgrade`: programs in containers. */
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Open watches, and logs that are followed. */
  readonly watches: number;
}

/**
 * The API of a simulated cluster, answering as kube-apiserver 1.36.2 was recorded to: lists in pages, watches with bookmarks of
 * empty objects, an expired version as an event inside a stream, merge patches with `dryRun`, scale, eviction and logs.
 */
export function createApiServer(options: ApiServerOptions): ApiServer {
  const {
    store,
    clock,
    token,
    user,
    allows = () => true,
    reviews = () => true,
    aggregated,
    bookmarkMs,
    podLog,
    podExec,
  } = options;
  const watches = new Set<Disposable>();
  const programs = createExecServer();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://kubernetes");
    if (url.pathname === "/livez" || url.pathname === "/readyz") return text(response, 200, "ok");
    if (request.headers.authorization !== `Bearer ${token}`) throw new Refusal(401, "Unauthorized", "Unauthorized");
    if (url.pathname === "/version") {
      return json(response, 200, { major: "1", minor: "36", gitVersion: options.version, platform: "linux/amd64" });
    }
    const found = discovery(url.pathname);
    if (found) return json(response, 200, found);
    const behind = aggregated?.(url);
    if (behind) {
      if (typeof behind.body === "string") return text(response, behind.status, behind.body);
      return json(response, behind.status, behind.body);
    }
    const call = await callOf(request, url);
    if (call === null) return text(response, 404, "404 page not found\n");
    if (!allows(call)) throw forbidden(call, user);
    if (call.verb === "watch") return watch(call, response);
    if (call.subresource === "log")
      return servePodLog(call, existing(call), response, { podLog, clock, streams: watches });
    json(response, call.verb === "create" ? 201 : 200, perform(call));
  }

  /** Of a pod's exec, which takes the verbs get and create. */
  function upgraded(request: IncomingMessage): { readonly pod: KubeObject; readonly query: URLSearchParams } {
    const url = new URL(request.url ?? "/", "http://kubernetes");
    if (request.headers.authorization !== `Bearer ${token}`) throw new Refusal(401, "Unauthorized", "Unauthorized");
    const call = addressed(request, url);
    if (call?.subresource !== "exec") throw new Refusal(400, "BadRequest", "no upgrade here");
    for (const verb of ["get", "create"] as const)
      if (!allows({ ...call, verb })) throw forbidden({ ...call, verb }, user);
    return { pod: existing(call), query: call.query };
  }

  function perform(call: ApiCall): Json {
    switch (call.verb) {
      case "list":
        return list(call);
      case "get":
        return call.subresource === "scale" ? scaleOf(existing(call)) : existing(call);
      case "create":
        if (call.resource === resourceTypes.accessReviews) return review(call);
        return call.subresource === "eviction" ? evict(call) : create(call);
      case "update":
        return change(call, replaced(existing(call), call));
      case "patch":
        return change(call, patched(existing(call), call));
      default:
        return remove(call);
    }
  }

  function existing({ resource, namespace, name }: ApiCall): KubeObject {
    const found = store.get(resource, namespace, name);
    if (found) return found;
    throw new Refusal(404, "NotFound", `${fullName(resource)} "${name}" not found`, {
      name,
      group: resource.group,
      kind: resource.plural,
    });
  }

  function list(call: ApiCall): Json {
    const { resource, query } = call;
    const matches = matcherOf(query);
    const after = query.get("continue") ? continuation(query.get("continue") ?? "") : null;
    const all = store.list(resource, call.namespace).filter(matches);
    const left = after === null ? all : all.filter((object) => keyOf(object) > after.start);
    const limit = Number(query.get("limit") ?? 0) || left.length;
    const items = left.slice(0, limit);
    const last = items.at(-1);
    const remaining = left.length - items.length;
    const isFiltered = query.has("labelSelector") || query.has("fieldSelector");
    const revision = after?.revision ?? store.revision;
    return {
      kind: `${resource.kind}List`,
      apiVersion: groupVersionOf(resource),
      metadata: {
        resourceVersion: String(revision),
        ...(remaining > 0 && last
          ? {
              continue: Buffer.from(JSON.stringify({ rv: revision, start: keyOf(last) })).toString("base64url"),
              ...(isFiltered ? {} : { remainingItemCount: remaining }),
            }
          : {}),
      },
      items: items.map(({ kind: _kind, apiVersion: _version, ...item }) => item),
    };
  }

  function continuation(token: string): { readonly revision: number; readonly start: string } {
    try {
      const { rv, start } = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
      if (Number(rv) < store.compacted) {
        throw new Refusal(
          410,
          "Expired",
          "The provided continue parameter is too old to display a consistent list result.",
        );
      }
      return { revision: Number(rv), start: String(start) };
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new Refusal(400, "BadRequest", "invalid continue token: continue key is not valid");
    }
  }

  function watch({ resource, namespace, query }: ApiCall, response: ServerResponse): void {
    const from = Number(query.get("resourceVersion") ?? 0);
    if (Number.isNaN(from))
      throw new Refusal(500, "", "resourceVersion: Invalid value: strconv.ParseUint: invalid syntax");
    const matches = matcherOf(query);
    response.writeHead(200, { "content-type": "application/json" });
    // A watch that nothing happens to is open all the same.
    response.flushHeaders();
    const tell = (type: string, object: Json) => response.write(`${JSON.stringify({ type, object })}\n`);
    if (from < store.compacted && from !== 0) {
      const { body } = new Refusal(410, "Expired", `too old resource version: ${from} (${store.compacted})`);
      tell("ERROR", body);
      response.end();
      return;
    }
    const isOf = (object: KubeObject) =>
      (namespace === null || object.metadata.namespace === namespace) && matches(object);
    if (from === 0) for (const object of store.list(resource, namespace).filter(matches)) tell("ADDED", object);
    else
      for (const one of store.since(from))
        if (one.resource === resource && isOf(one.object)) tell(one.type, one.object);
    const listening = store.onChange((one) => {
      // From a revision that is yet to come, nothing is told until it has.
      if (one.resource === resource && one.revision > from && isOf(one.object)) tell(one.type, one.object);
    });
    const bookmark = () => {
      if (query.get("allowWatchBookmarks") === "true") tell("BOOKMARK", bookmarkOf(resource, store.revision));
      timer = clock.after(bookmarkMs, bookmark);
    };
    let timer = clock.after(bookmarkMs, bookmark);
    const seconds = Number(query.get("timeoutSeconds") ?? 0) || 1800;
    const ending = clock.after(seconds * 1000, () => response.end());
    const open = toDisposable(() => {
      listening.dispose();
      timer.dispose();
      ending.dispose();
      watches.delete(open);
      response.end();
    });
    watches.add(open);
    response.once("close", () => open.dispose());
  }

  function review({ body }: ApiCall): Json {
    const { spec } = body as { readonly spec: AccessAsked };
    return { ...(body as Json), metadata: {}, status: { allowed: reviews(spec) } };
  }

  function create({ resource, namespace, body, query }: ApiCall): Json {
    const given = body as NewObject;
    const name = given.metadata.name ?? `${given.metadata.generateName ?? ""}${store.revision}`;
    if (store.get(resource, namespace, name)) {
      throw new Refusal(409, "AlreadyExists", `${fullName(resource)} "${name}" already exists`, {
        name,
        kind: resource.plural,
      });
    }
    const object = { ...given, metadata: { ...given.metadata, name, ...(namespace === null ? {} : { namespace }) } };
    return query.get("dryRun") === "All" ? object : store.create(resource, object);
  }

  /** Of an object or its scale: what is stored, and what is answered. */
  function change({ resource, subresource, query }: ApiCall, next: KubeObject): Json {
    const isDry = query.get("dryRun") === "All";
    const stored = isDry ? next : store.replace(resource, next);
    return subresource === "scale" ? scaleOf(stored) : stored;
  }

  function remove(call: ApiCall): Json {
    const object = existing(call);
    const deletionTimestamp = new Date(clock.nowMs() + 30_000).toISOString().replace(/\.\d+Z$/, "Z");
    if (call.query.get("dryRun") !== "All") store.remove(call.resource, object);
    return { ...object, metadata: { ...object.metadata, deletionTimestamp } };
  }

  function evict(call: ApiCall): Json {
    const pod = existing(call);
    const blocking = store.list(resourceTypes.budgets, call.namespace).find((budget) => {
      const { matchLabels } = ((budget.spec as Json).selector ?? {}) as { matchLabels?: Record<string, string> };
      const isOf = Object.entries(matchLabels ?? {}).every(([key, value]) => pod.metadata.labels?.[key] === value);
      return isOf && Number((budget.status as Json | undefined)?.disruptionsAllowed ?? 0) <= 0;
    });
    if (blocking) {
      const { expectedPods = 0, currentHealthy = 0 } = (blocking.status ?? {}) as Record<string, number>;
      throw new Refusal(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.", {
        causes: [
          {
            reason: "DisruptionBudget",
            message: `The disruption budget ${blocking.metadata.name} needs ${expectedPods} healthy pods and has ${currentHealthy} currently`,
          },
        ],
      });
    }
    if (call.query.get("dryRun") !== "All") store.remove(resourceTypes.pods, pod);
    return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 };
  }

  return {
    listener(request, response) {
      answer(request, response).catch((error: unknown) => {
        if (error instanceof Refusal) json(response, error.status, error.body);
        else json(response, 500, new Refusal(500, "InternalError", String(error)).body);
      });
    },
    onUpgrade(request, socket, head) {
      try {
        const { pod, query } = upgraded(request);
        programs.serve({ pod, query, podExec }, { request, socket, head });
      } catch (error) {
        refuseUpgrade(socket, error instanceof Refusal ? error : new Refusal(500, "InternalError", String(error)));
      }
    },
    get watches() {
      return watches.size;
    },
    dispose() {
      programs.dispose();
      for (const open of [...watches]) open.dispose();
    },
  };
}

/** As recorded: of the kind, with a version and an otherwise empty body that looks like zero replicas. */
function bookmarkOf(resource: ResourceType, revision: number): Json {
  return {
    kind: resource.kind,
    apiVersion: groupVersionOf(resource),
    metadata: { resourceVersion: String(revision) },
    spec: { replicas: 0, selector: null, template: { metadata: {}, spec: { containers: null } }, strategy: {} },
    status: {},
  };
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}

function json(response: ServerResponse, status: number, body: Json): void {
  const content = `${JSON.stringify(body)}\n`;
  response
    .writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(content) })
    .end(content);
}

function text(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(body);
}
