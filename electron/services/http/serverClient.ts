import type { ServerAccess } from "../../../shared/domain/workspace/serverAccess.ts";
import type { Dial, HttpClient, HttpRequest, HttpService, ServerAddress, ServerOptions } from "./types.ts";

interface Parts extends ServerOptions {
  readonly http: Pick<HttpService, "client" | "authorization">;
  readonly dial: (address: ServerAddress) => Dial;
}

export function createServerClient(
  access: ServerAccess,
  { http, dial, maxConnections = 4, credentials }: Parts,
): HttpClient {
  const { url, via, tls, auth, headers } = access;
  const { origin, pathname, search } = new URL(url);
  const client = http.client({
    origin,
    dial: dial(addressOf(url, via)),
    maxConnections,
    ...(credentials ? { trust: credentials.trust } : tls ? { tls } : {}),
  });
  async function completed<R extends Pick<HttpRequest, "path" | "headers">>(request: R): Promise<R> {
    const authorization = await (credentials?.authorization() ?? http.authorization(auth));
    return {
      ...request,
      path: joined(pathname, search, request.path),
      headers: { ...headers, ...request.headers, ...(authorization === null ? {} : { authorization }) },
    };
  }
  return {
    request: async (request) => client.request(await completed(request)),
    openSocket: async (request) => client.openSocket(await completed(request)),
    stream: async (request) => client.stream(await completed(request)),
    dispose: () => client.dispose(),
  };
}

function addressOf(url: string, via: string | undefined): ServerAddress {
  const { protocol, hostname, port } = new URL(url);
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
    via: via ?? null,
  };
}

/** `/prometheus/` and `/api/v1/query?a=b` as `/prometheus/api/v1/query?a=b`; the base alone for an empty path. */
function joined(base: string, search: string, path: string): string {
  if (path === "") return `${base}${search}`;
  const extra = search === "" ? "" : `${path.includes("?") ? "&" : "?"}${search.slice(1)}`;
  return `${base.replace(/\/+$/, "")}${path}${extra}`;
}
