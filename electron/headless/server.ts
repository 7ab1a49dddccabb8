import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Clock } from "../../shared/base/clock.ts";
import { defaultLimits } from "../../shared/contract/limits.ts";
import type { Host } from "../host/types.ts";
import type { AccessList } from "../services/access/types.ts";
import type { Log } from "../services/log.ts";
import { createGate, type Gate, type Verdict } from "./gate.ts";
import { handleRequest } from "./requests.ts";
import { refuseRaw } from "./respond.ts";
import { isOwnHost, isOwnOrigin } from "./sameOrigin.ts";
import { webSocketServerPort } from "./webSocketPort.ts";

const address = "127.0.0.1";
const maxBrowsers = 32;
const maxConnections = 256;
const goingAway = 1001;
const policyViolation = 1008;
const closeGraceMs = 300;

export interface HeadlessServerOptions {
  readonly host: Pick<Host, "accept" | "metricsText">;
  readonly access: Pick<AccessList, "callerOf" | "onChange">;
  /** Of whoever runs the console. */
  readonly token: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** What `vite build` wrote. */
  readonly rendererFolder: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface HeadlessServer {
  readonly port: number;
  /** Opens the console in a browser; holds the token. */
  readonly url: string;
  /** Tells the browsers, frees the port; resolves within half a second. */
  close(): Promise<void>;
}

/** Serves the page, `/healthz`, `/metrics` and the contract at `/ws`, on loopback only. Rejects when the port is taken. */
export async function startServer(options: HeadlessServerOptions): Promise<HeadlessServer> {
  const { host, access, token, rendererFolder, clock, log } = options;
  const http = createServer({
    maxHeaderSize: 16 * 1024,
    headersTimeout: 5000,
    requestTimeout: 10_000,
    keepAliveTimeout: 5000,
    connectionsCheckingInterval: 1000,
  });
  http.maxConnections = maxConnections;
  const port = await listen(http, options.port);
  const gate = createGate(access, port, clock);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: defaultLimits.frameBytes,
    perMessageDeflate: false,
    clientTracking: true,
  });

  const signedIn = new WeakMap<WebSocket, Admitted>();
  const setup = { port, gate, rendererFolder, metricsText: () => host.metricsText(), clock, log };
  http.on("request", (request, response) => void handleRequest(request, response, setup));
  http.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    const admitted = sockets.clients.size >= maxBrowsers ? 503 : admit(request, port, gate);
    if (typeof admitted === "number") return refuseRaw(socket, admitted);
    sockets.handleUpgrade(request, socket, head, (browser) => {
      signedIn.set(browser, admitted);
      host.accept(webSocketServerPort(browser, clock), admitted.caller);
    });
  });
  // A token that was revoked closes what it opened.
  const watching = access.onChange(() => {
    for (const browser of sockets.clients) {
      const as = signedIn.get(browser);
      const now = as && access.callerOf(as.token);
      if (now?.name !== as?.caller.name || now?.role !== as?.caller.role) browser.close(policyViolation, "Signed out");
    }
  });
  http.on("clientError", refuseBroken);

  return {
    port,
    url: `http://${address}:${port}/?token=${token}`,
    async close() {
      watching.dispose();
      http.close();
      for (const browser of sockets.clients) browser.close(goingAway, "Midwatch is stopping");
      await Promise.race([once(http, "close"), new Promise((resolve) => setTimeout(resolve, closeGraceMs))]);
      for (const browser of sockets.clients) browser.terminate();
      http.closeAllConnections();
    },
  };
}

async function listen(http: Server, port: number): Promise<number> {
  http.listen({ host: address, port, exclusive: true });
  await once(http, "listening");
  const bound = http.address();
  if (bound === null || typeof bound === "string") throw new Error("The server has no port");
  return bound.port;
}

type Admitted = Extract<Verdict, { readonly kind: "ok" }>;

/** Who may have the contract in this browser; a status where nobody. */
function admit({ method, url, headers }: IncomingMessage, port: number, gate: Gate): Admitted | number {
  if (!isOwnHost(headers.host, port)) return 421;
  if (method !== "GET" || url !== "/ws") return 404;
  if (!isOwnOrigin(headers.origin, headers.host, port)) return 403;
  const verdict = gate.checkHeaders({ cookie: headers.cookie });
  if (verdict.kind === "throttled") return 429;
  return verdict.kind === "ok" ? verdict : 401;
}

/** What the parser gave up on: too large, too slow or not HTTP. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) socket.destroy();
  else if (error.code === "HPE_HEADER_OVERFLOW") refuseRaw(socket, 431);
  else refuseRaw(socket, error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : 400);
}
