import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, createServer as createNetServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { dialServer } from "../../../electron/host/dialServer.ts";
import { authorization } from "../../../electron/services/http/authorization.ts";
import { createHttpClient } from "../../../electron/services/http/createHttpClient.ts";
import { createHttpService } from "../../../electron/services/http/createHttpService.ts";
import { readTrust } from "../../../electron/services/http/readTrust.ts";
import type { HttpClient, HttpRequest, TlsTrust } from "../../../electron/services/http/types.ts";
import { selfSigned } from "../../harness/certificate.ts";

const folder = mkdtempSync(join(tmpdir(), "midwatch-http-"));
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function listening(server: Pick<Server, "listen" | "address" | "close"> & { closeAllConnections?(): void }) {
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  ends.push(() => {
    server.closeAllConnections?.();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function client(
  port: number,
  more: { scheme?: string; host?: string; tls?: TlsTrust; onDial?: () => void } = {},
): HttpClient {
  const { scheme = "http", host = "127.0.0.1", tls = {}, onDial } = more;
  const made = createHttpClient({
    origin: `${scheme}://${host}:${port}`,
    maxConnections: 1,
    trust: async () => tls,
    dial: () =>
      new Promise((resolve, reject) => {
        onDial?.();
        const socket = connect(port, "127.0.0.1", () => resolve(socket));
        socket.once("error", reject);
      }),
  });
  ends.push(() => made.dispose());
  return made;
}

const ask = (more: Partial<HttpRequest> = {}): HttpRequest => ({
  operation: "test",
  path: "/metrics?a=1",
  timeoutMs: 2000,
  maxBytes: 1000,
  ...more,
});
const text = (body: Uint8Array) => Buffer.from(body).toString();
const failing = async (request: Promise<unknown>) => {
  const error: unknown = await request.then(
    () => new Error("it did not fail"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error && "code" in error)) throw error;
  return `${error.code} ${error.message}`;
};

describe("a server of the workspace", () => {
  it.each([
    ["/prometheus/", "/api/v1/query?query=up", "/prometheus/api/v1/query?query=up"],
    ["", "/api/v1/query", "/api/v1/query"],
    ["/api/v1/push?tenant=a", "", "/api/v1/push?tenant=a"],
    ["/p?tenant=a", "/q?b=1", "/p/q?b=1&tenant=a"],
  ])("under %j is asked %j as %j, signed in and with its headers", async (base, path, expected) => {
    const server = createServer(({ url, headers }, answer) =>
      answer.end([url, headers.authorization, headers["x-scope-orgid"], headers.accept].join(" ")),
    );
    const port = await listening(server);
    const http = createHttpService({
      secrets: { get: async (name) => (name === "t" ? "token" : null) },
      workspaceFolder: folder,
      dial: dialServer(() => null),
    }).server({
      name: "s",
      url: `http://127.0.0.1:${port}${base}`,
      auth: { bearer: "secret:t" },
      headers: { "X-Scope-OrgID": "gpu" },
    });
    ends.push(() => http.dispose());
    const { body } = await http.request(ask({ path, headers: { accept: "x/y" } }));
    expect(text(body)).toBe(`${expected} Bearer token gpu x/y`);
  });
});

describe("requests", () => {
  it("use one connection for all, send what is asked and give any status back", async () => {
    let dials = 0;
    const server = createServer((incoming, answer) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => {
        const { method, url, headers } = incoming;
        answer.writeHead(url === "/gone" ? 503 : 200, { "x-kind": "echo" });
        answer.end(
          [method, url, headers.host, headers["x-asked"], headers["accept-encoding"], Buffer.concat(chunks)].join(" "),
        );
      });
    });
    const port = await listening(server);
    const http = client(port, { onDial: () => dials++ });
    const first = await http.request(ask({ headers: { "x-asked": "yes" } }));
    expect([first.status, first.headers["x-kind"], text(first.body)]).toEqual([
      200,
      "echo",
      `GET /metrics?a=1 127.0.0.1:${port} yes identity `,
    ]);
    expect(text((await http.request(ask({ path: "/q", body: "query=up" }))).body)).toMatch(/^POST \/q .* query=up$/);
    expect((await http.request(ask({ path: "/gone" }))).status).toBe(503);
    expect(dials).toBe(1);
  });

  it("goes out again when the kept connection was closed meanwhile", async () => {
    const sockets = new Set<Socket>();
    const server = createServer((_incoming, answer) => answer.end("ok")).on("connection", (socket) =>
      sockets.add(socket),
    );
    const port = await listening(server);
    const http = client(port);
    await http.request(ask());
    // A reset that the client has not seen when it writes.
    const [socket] = sockets;
    socket?.removeAllListeners("data");
    socket?.once("readable", () => socket.resetAndDestroy());
    expect(text((await http.request(ask())).body)).toBe("ok");
    expect(sockets.size).toBe(2);
  });

  it("and so does a stream", async () => {
    const sockets: Socket[] = [];
    const server = createServer((_incoming, answer) => answer.end("ok")).on("connection", (socket) =>
      sockets.push(socket),
    );
    const http = client(await listening(server));
    await http.request(ask());
    sockets[0]?.removeAllListeners("data");
    sockets[0]?.once("readable", () => sockets[0]?.resetAndDestroy());
    const { signal } = new AbortController();
    const { chunks } = await http.stream({
      operation: "test",
      path: "/",
      timeoutMs: 2000,
      idleTimeoutMs: 2000,
      signal,
    });
    let told = "";
    for await (const chunk of chunks) told += text(chunk);
    expect(told).toBe("ok");
    expect(sockets).toHaveLength(2);
  });

  it.each<[what: string, more: Partial<HttpRequest>, expected: RegExp]>([
    ["a POST does not", { body: "a=1" }, /^UNAVAILABLE .*ended before an answer/],
    ["a POST that does no harm twice does", { body: "a=1", repeatable: true }, /^it did not fail/],
    ["a DELETE does not", { method: "DELETE" }, /^UNAVAILABLE/],
  ])("after a connection that was closed meanwhile: %s", async (_what, more, expected) => {
    const sockets: Socket[] = [];
    const server = createServer((_incoming, answer) => answer.end("ok")).on("connection", (socket) =>
      sockets.push(socket),
    );
    const http = client(await listening(server));
    await http.request(ask());
    sockets[0]?.removeAllListeners("data");
    sockets[0]?.once("readable", () => sockets[0]?.resetAndDestroy());
    const outcome = await http.request(ask(more)).then(
      () => "it did not fail",
      (error: { code: string; message: string }) => `${error.code} ${error.message}`,
    );
    expect(outcome).toMatch(expected);
  });

  it.each<[what: string, answer: (response: ServerResponse) => void, expected: RegExp]>([
    ["a length beyond the limit", (r) => r.writeHead(200, { "content-length": 5000 }).end(), /^LIMIT .*1,?000 B/],
    ["a body beyond the limit", (r) => r.write("x".repeat(1001)), /^LIMIT .*1,?000 B/],
    [
      "a redirect",
      (r) => r.writeHead(302, { location: "http://elsewhere/" }).end(),
      /^REMOTE_FAILED .*"http:\/\/elsewhere\/" \(302\)/,
    ],
    [
      "an unasked encoding",
      (r) => r.writeHead(200, { "content-encoding": "gzip" }).end("x"),
      /^REMOTE_FAILED .*"gzip"/,
    ],
    ["silence", () => {}, /^TIMEOUT test: no answer within 0\.3 s/],
    ["half an answer", (r) => void r.write("x", () => r.destroy()), /^REMOTE_FAILED .*ended early, after 1 bytes/],
    ["a closed connection", (r) => r.destroy(), /^UNAVAILABLE .*ended before an answer/],
  ])("%s fails in words", async (_what, answer, expected) => {
    const server = createServer((_incoming, response) => answer(response));
    const http = client(await listening(server));
    expect(await failing(http.request(ask({ timeoutMs: 300 })))).toMatch(expected);
  });

  it("a server that does not speak HTTP fails in words", async () => {
    const port = await listening(
      createNetServer((socket) => void socket.on("error", () => {}).end("SSH-2.0-x\r\n")) as never,
    );
    expect(await failing(client(port).request(ask()))).toMatch(/^REMOTE_FAILED .*does not speak HTTP/);
  });

  it("is cancelled while it waits, and while it dials", async () => {
    const server = createServer(() => {});
    const http = client(await listening(server));
    const abort = new AbortController();
    const waiting = failing(http.request(ask({ signal: abort.signal })));
    server.once("request", () => abort.abort());
    expect(await waiting).toMatch(/^CANCELLED/);
    const stuck = createHttpClient({
      origin: "http://127.0.0.1:1",
      maxConnections: 1,
      trust: async () => ({}),
      dial: () => new Promise(() => {}),
    });
    ends.push(() => stuck.dispose());
    expect(await failing(stuck.request(ask({ timeoutMs: 50 })))).toMatch(/^TIMEOUT/);
  });
});

describe("TLS", () => {
  const own = selfSigned(folder, "own", ["model.internal"]);
  const other = selfSigned(folder, "other", ["model.internal"]);
  const byAddress = selfSigned(folder, "address", ["IP:127.0.0.1"]);
  const heard: string[] = [];
  const serve = (certificate: typeof own) =>
    listening(
      createTlsServer({ cert: certificate.cert, key: certificate.key }, (incoming, answer) => {
        heard.push(incoming.headers.authorization ?? "");
        answer.end("secured");
      }),
    );

  it.each<[what: string, tls: TlsTrust, served: typeof own, host: string]>([
    ["the pinned certificate, whatever its name", { fingerprint: own.fingerprint }, own, "127.0.0.1"],
    [
      "a pin in other spelling",
      { fingerprint: `sha256:${own.fingerprint.replaceAll(":", "").toLowerCase()}` },
      own,
      "x",
    ],
    ["a named authority", { ca: own.cert }, own, "model.internal"],
    ["a named authority and server name", { ca: own.cert, serverName: "model.internal" }, own, "127.0.0.1"],
    ["a certificate for the address", { ca: byAddress.cert }, byAddress, "127.0.0.1"],
  ])("takes %s", async (_what, tls, served, host) => {
    const http = client(await serve(served), { scheme: "https", tls, host });
    expect(text((await http.request(ask())).body)).toBe("secured");
  });

  it.each<[what: string, tls: TlsTrust, expected: RegExp]>([
    ["a self-signed certificate that nobody pinned", {}, /^TLS_UNTRUSTED .*SELF_SIGNED.*SHA-256 [0-9A-F:]{95}/],
    [
      "another certificate than the pinned one",
      { fingerprint: other.fingerprint },
      /^TLS_UNTRUSTED .*Nothing was sent/,
    ],
    ["another name than the certificate's", { ca: own.cert }, /^TLS_UNTRUSTED .*ERR_TLS_CERT_ALTNAME_INVALID/],
  ])("refuses %s, before anything is sent", async (_what, tls, expected) => {
    heard.length = 0;
    const http = client(await serve(own), { scheme: "https", tls });
    expect(await failing(http.request(ask({ headers: { authorization: "Bearer hush" } })))).toMatch(expected);
    expect(heard).toEqual([]);
  });

  it("shows a client certificate where one is asked for", async () => {
    const server = createTlsServer(
      { cert: own.cert, key: own.key, requestCert: true, ca: other.cert },
      (_incoming, answer) => answer.end("known"),
    );
    const port = await listening(server);
    const trust = { fingerprint: own.fingerprint };
    const known = client(port, { scheme: "https", tls: { ...trust, cert: other.cert, key: other.key } });
    expect(text((await known.request(ask())).body)).toBe("known");
    expect(await failing(client(port, { scheme: "https", tls: trust }).request(ask()))).toMatch(/^UNAVAILABLE/);
  });

  it("a server without TLS fails in words", async () => {
    const port = await listening(createServer((_incoming, answer) => answer.end("plain")));
    expect(await failing(client(port, { scheme: "https" }).request(ask()))).toBe(
      "UNAVAILABLE No TLS with 127.0.0.1: what answers there speaks no TLS",
    );
  });

  it("reads the files a workspace names", async () => {
    expect(await readTrust({ ca: "own.crt", serverName: "x" }, folder)).toEqual({ ca: own.cert, serverName: "x" });
    expect(await failing(readTrust({ ca: "none.crt" }, folder))).toMatch(/^WORKSPACE_INVALID .*tls\.ca/);
  });
});

describe("authorization", () => {
  const secrets = { get: async (name: string) => (name === "token" ? "t0k" : null) };
  it("is made of secrets by name", async () => {
    expect(await authorization(undefined, secrets)).toBeNull();
    expect(await authorization({ bearer: "secret:token" }, secrets)).toBe("Bearer t0k");
    const basic = await authorization({ basic: { user: "ops", password: "secret:token" } }, secrets);
    expect(basic).toBe(`Basic ${Buffer.from("ops:t0k").toString("base64")}`);
    expect(await failing(authorization({ bearer: "secret:none" }, secrets))).toMatch(/^NOT_FOUND The secret none/);
  });
});
