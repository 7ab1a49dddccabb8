import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a stand-in knows; its answers follow the recorded ones of Grafana 7.5. */
export interface GrafanaContent {
  /** By uid. */
  readonly dashboards: ReadonlyMap<string, { readonly title: string; readonly folder?: string }>;
  /** By uid: the documents, where they are more than a title. */
  readonly documents?: ReadonlyMap<string, object>;
  readonly libraryPanels?: ReadonlyMap<string, object>;
  /** Accepted bearer tokens and `user:password` pairs; empty lets everybody in. */
  readonly tokens?: readonly string[];
  readonly users?: readonly string[];
  /** The path it is served under. */
  readonly path?: string;
}

export interface Grafana {
  readonly port: number;
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

export async function startGrafana(content: GrafanaContent): Promise<Grafana> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    answer(content, request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function answer(content: GrafanaContent, { url = "", headers }: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(url, "http://grafana");
  const path = content.path ?? "";
  if (!pathname.startsWith(`${path}/`)) {
    response.writeHead(200, { "content-type": "text/html; charset=UTF-8" });
    response.end("<!DOCTYPE html><title>Sign in</title>");
    return;
  }
  const refusal = whyNot(content, headers.authorization);
  const { status, body } = refusal
    ? { status: 401, body: { message: refusal } }
    : answerOf(content, pathname.slice(path.length), searchParams);
  response.writeHead(status, { "content-type": "application/json; charset=UTF-8", "cache-control": "no-cache" });
  response.end(JSON.stringify(body));
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

function answerOf(content: GrafanaContent, path: string, query: URLSearchParams): Answer {
  if (path === "/api/search") return { status: 200, body: searched(content, query) };
  const [, kind, id = ""] = /^\/api\/(dashboards\/uid|library-elements)\/([^/]+)$/.exec(path) ?? [];
  const uid = decodeURIComponent(id);
  if (kind === "dashboards/uid") return dashboardOf(content, uid);
  const model = kind === "library-elements" ? content.libraryPanels?.get(uid) : undefined;
  if (model) return { status: 200, body: { result: { uid, name: "Shared", kind: 1, model } } };
  return { status: 404, body: { message: "Not found" } };
}

function whyNot({ tokens = [], users = [] }: GrafanaContent, header: string | undefined): string | null {
  if (tokens.length + users.length === 0) return null;
  if (header === undefined) return "Unauthorized";
  if (header.startsWith("Bearer ")) return tokens.includes(header.slice(7)) ? null : "invalid API key";
  // Lower case is refused by the real one.
  if (!header.startsWith("Basic ")) return "Invalid Basic Auth Header";
  const pair = Buffer.from(header.slice(6), "base64").toString();
  return users.includes(pair) ? null : "invalid username or password";
}

function searched({ dashboards }: GrafanaContent, query: URLSearchParams): readonly object[] {
  const limit = Number(query.get("limit") ?? 1000);
  const page = Number(query.get("page") ?? 1);
  const text = (query.get("query") ?? "").toLowerCase();
  return [...dashboards]
    .filter(([, { title }]) => title.toLowerCase().includes(text))
    .slice((page - 1) * limit, page * limit)
    .map(([uid, { title, folder }], index) => ({
      id: index + 1,
      uid,
      title,
      uri: `db/${uid}`,
      url: `/d/${uid}/x`,
      slug: "",
      type: "dash-db",
      tags: ["web"],
      isStarred: false,
      ...(folder === undefined ? {} : { folderId: 3, folderTitle: folder }),
      sortMeta: 0,
    }));
}

function dashboardOf(content: GrafanaContent, uid: string): Answer {
  const known = content.dashboards.get(uid);
  if (uid === "secret") {
    return { status: 403, body: { message: "You'll need additional permissions to perform this action." } };
  }
  if (!known) return { status: 404, body: { message: "Dashboard not found" } };
  const dashboard = content.documents?.get(uid) ?? { panels: [], schemaVersion: 27 };
  const meta = { type: "db", canSave: false, slug: uid, url: `/d/${uid}/x`, version: 1, folderTitle: "General" };
  return { status: 200, body: { meta, dashboard: { id: 6, uid, title: known.title, ...dashboard } } };
}
