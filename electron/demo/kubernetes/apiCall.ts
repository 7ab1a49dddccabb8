import type { IncomingMessage } from "node:http";
import { fullName, Refusal } from "./refusal.ts";
import { type ResourceType, resourceTypes } from "./resources.ts";

/** One request, as authorisation sees it. */
export interface ApiCall {
  readonly verb: "get" | "list" | "watch" | "create" | "update" | "patch" | "delete";
  readonly resource: ResourceType;
  readonly subresource: string;
  readonly namespace: string | null;
  readonly name: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

const mostBodyBytes = 2 ** 20;
/** By content type: what a PATCH may be. A strategic merge is taken for a plain one. */
const patchTypes = new Set(["application/merge-patch+json", "application/strategic-merge-patch+json"]);

/** Null for a group that nobody serves. */
export async function callOf(request: IncomingMessage, url: URL): Promise<ApiCall | null> {
  const call = addressed(request, url);
  return call && { ...call, body: await bodyOf(request) };
}

/** What is asked of which object; the body is not read. Null for a group that nobody serves. */
export function addressed({ method = "GET" }: IncomingMessage, url: URL): ApiCall | null {
  const [, group = "", version = "", rest = ""] = /^\/(?:api|apis\/([^/]+))\/([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
  const inGroup = Object.values(resourceTypes).filter((one) => one.group === group && one.version === version);
  if (inGroup.length === 0) return null;
  const [, namespace, path = rest] = /^namespaces\/([^/]+)\/(.+)$/.exec(rest) ?? [];
  const [plural = "", name = "", subresource = ""] = path.split("/").map(decodeURIComponent);
  const resource = inGroup.find((one) => one.plural === plural);
  if (!resource) throw new Refusal(404, "NotFound", "the server could not find the requested resource", {});
  const query = url.searchParams;
  return {
    verb: verbOf(method, name, query),
    resource,
    subresource,
    namespace: namespace === undefined ? null : decodeURIComponent(namespace),
    name,
    query,
    body: null,
  };
}

function verbOf(method: string, name: string, query: URLSearchParams): ApiCall["verb"] {
  switch (method) {
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return "delete";
    default:
      if (["1", "true"].includes(query.get("watch") ?? "")) return "watch";
      return name === "" ? "list" : "get";
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > mostBodyBytes) throw new Refusal(413, "RequestEntityTooLarge", "Request entity too large");
    chunks.push(chunk as Buffer);
  }
  if (bytes === 0) return null;
  const type = (request.headers["content-type"] ?? "").split(";")[0] ?? "";
  if (request.method === "PATCH" && !patchTypes.has(type)) {
    throw new Refusal(415, "UnsupportedMediaType", "415: Unsupported Media Type", {});
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

export function forbidden({ verb, resource, subresource, namespace, name }: ApiCall, user: string): Refusal {
  const what = subresource === "" ? resource.plural : `${resource.plural}/${subresource}`;
  const where = namespace === null ? " at the cluster scope" : ` in the namespace "${namespace}"`;
  return new Refusal(
    403,
    "Forbidden",
    `${fullName(resource)}${name === "" ? "" : ` "${name}"`} is forbidden: User "${user}" cannot ${verb} resource "${what}" in API group "${resource.group}"${where}`,
    { ...(name === "" ? {} : { name }), group: resource.group, kind: resource.plural },
  );
}
