import type { IncomingMessage, ServerResponse } from "node:http";
import { delay } from "../../shared/base/cancel.ts";
import type { Clock } from "../../shared/base/clock.ts";
import type { Log } from "../services/log.ts";
import type { Gate, Refusal } from "./gate.ts";
import { type Answer, respond } from "./respond.ts";
import { isOwnHost } from "./sameOrigin.ts";
import { readStaticFile } from "./staticFiles.ts";

export interface RequestSetup {
  readonly port: number;
  readonly gate: Gate;
  readonly rendererFolder: string;
  readonly metricsText: () => Promise<string>;
  readonly clock: Clock;
  readonly log: Log;
}

const maxUrlLength = 2048;
const metricsTimeoutMs = 5000;

const notSignedIn: Readonly<Record<Refusal, Answer>> = {
  missing: {
    status: 401,
    body: "This browser is not signed in to Midwatch. Open the address it printed when it started, with the token.\n",
  },
  wrong: {
    status: 401,
    body: "This token does not open this Midwatch. Open the address it printed when it last started.\n",
  },
  throttled: {
    status: 429,
    body: "Too many wrong tokens. The right one still works: open the address Midwatch printed.\n",
    headers: { "retry-after": "5" },
  },
};

/** Answers everything but upgrades. Never throws. */
export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  setup: RequestSetup,
): Promise<void> {
  try {
    respond(request, response, await answerTo(request, setup));
  } catch (error) {
    setup.log.error("A page request failed", { path: pathOf(request), error });
    respond(request, response, { status: 500, body: "Midwatch failed to answer; its log has the details.\n" });
  }
}

async function answerTo(request: IncomingMessage, setup: RequestSetup): Promise<Answer> {
  const refusal = malformed(request, setup.port);
  if (refusal) return refusal;
  const url = new URL(request.url ?? "/", "http://console");
  if (url.pathname === "/healthz") return { status: 200, body: "ok\n" };
  const token = url.searchParams.get("token");
  if (token !== null) return signIn(token, url, setup);
  const verdict = setup.gate.checkHeaders(request.headers);
  if (verdict.kind !== "ok") return refuse(verdict.kind, url.pathname, setup.log);
  if (url.pathname === "/metrics") return metrics(setup);
  const file = await readStaticFile(setup.rendererFolder, url.pathname);
  return file ? { status: 200, ...file } : { status: 404, body: "There is nothing here.\n" };
}

/** What is wrong before anyone asks who is there; null when nothing is. */
function malformed({ method, headers, url = "" }: IncomingMessage, port: number): Answer | null {
  if (!isOwnHost(headers.host, port))
    return { status: 421, body: `Midwatch answers at http://127.0.0.1:${port} only.\n` };
  if (method !== "GET" && method !== "HEAD") {
    return { status: 405, body: "Only GET and HEAD.\n", headers: { allow: "GET, HEAD" } };
  }
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  if (hasBody) return { status: 413, body: "No request body is accepted.\n", headers: { connection: "close" } };
  if (url.length > maxUrlLength) return { status: 414, body: "The address is too long.\n" };
  // An absolute or authority form is for proxies; a double slash would name another host.
  if (!/^\/(?!\/)/.test(url)) return { status: 400, body: "The address is not a path.\n" };
  return null;
}

/** Takes the token out of the address bar and the history, into a cookie no script can read. */
function signIn(token: string, url: URL, { gate, log }: RequestSetup): Answer {
  const verdict = gate.checkToken(token);
  if (verdict.kind !== "ok") return refuse(verdict.kind, url.pathname, log);
  url.searchParams.delete("token");
  return {
    status: 303,
    body: "",
    headers: { location: `${url.pathname}${url.search}`, "set-cookie": gate.cookieOf(token) },
  };
}

function refuse(verdict: Refusal, path: string, log: Log): Answer {
  if (verdict === "wrong") log.warn("A request with a wrong token was refused", { path });
  return notSignedIn[verdict];
}

async function metrics({ metricsText, clock }: RequestSetup): Promise<Answer> {
  const answered = new AbortController();
  try {
    const text = await Promise.race([metricsText(), delay(clock, metricsTimeoutMs, answered.signal).then(() => null)]);
    return text === null
      ? { status: 503, body: "The console's own metrics are not available right now.\n" }
      : { status: 200, body: text, contentType: "text/plain; version=0.0.4; charset=utf-8" };
  } finally {
    answered.abort();
  }
}

function pathOf({ url = "" }: IncomingMessage): string {
  return url.split("?", 1)[0] ?? "";
}
