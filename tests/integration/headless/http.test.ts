import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startHarness, token } from "./harness.ts";

let harness: Awaited<ReturnType<typeof startHarness>>;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.stop());

describe("signing in", () => {
  it("turns the token into a cookie and leaves the address bar", async () => {
    const reply = await harness.ask(`/?token=${token}&view=watch`);
    expect(reply.status).toBe(303);
    expect(reply.headers.location).toBe("/?view=watch");
    expect(reply.headers["set-cookie"]).toEqual([
      `midwatch_${harness.server.port}=${token}; Path=/; HttpOnly; SameSite=Strict`,
    ]);
    expect(reply.headers["cache-control"]).toBe("no-store");
    expect(reply.headers["referrer-policy"]).toBe("no-referrer");
  });

  it("lets the cookie in, among others", async () => {
    const reply = await harness.ask("/", { cookie: `theme=dark; midwatch_1=other; ${harness.cookie}` });
    expect(reply).toMatchObject({ status: 200, body: "<!doctype html><title>page</title>" });
  });

  const outsiders: readonly (readonly [string, string, Record<string, string>])[] = [
    ["nothing", "/", {}],
    ["nothing, for an asset", "/assets/index-abc123.js", {}],
    ["nothing, for the metrics", "/metrics", {}],
    ["a wrong token", `/?token=${"B".repeat(43)}`, {}],
    ["an empty token", "/?token=", {}],
    ["a shorter token", `/?token=${token.slice(1)}`, {}],
    ["a longer token", `/?token=${token}A`, {}],
    ["two tokens, the first wrong", `/?token=x&token=${token}`, {}],
    ["a wrong cookie", "/", { cookie: "midwatch_PORT=wrong" }],
    ["another port's cookie", "/", { cookie: `midwatch_1=${token}` }],
    ["a cookie with a longer name", "/", { cookie: `xmidwatch_PORT=${token}` }],
    ["a wrong bearer", "/metrics", { authorization: "Bearer wrong" }],
    ["another scheme", "/metrics", { authorization: `Basic ${token}` }],
  ];
  it.each(outsiders)("refuses %s", async (_what, path, headers) => {
    const named = Object.entries(headers).map(([key, text]) => [key, text.replace("PORT", `${harness.server.port}`)]);
    const reply = await harness.ask(path, Object.fromEntries(named));
    expect(reply.status).toBe(401);
    expect(reply.headers["set-cookie"]).toBeUndefined();
    expect(reply.body).not.toContain("page");
    expect(reply.body).not.toContain(token.slice(0, 20));
  });

  it("throttles wrong tokens, never the right one, and never logs one", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 15; n += 1) statuses.push((await harness.ask(`/?token=guess${n}`)).status);
    expect(statuses).toEqual([...Array(10).fill(401), ...Array(5).fill(429)]);
    expect((await harness.ask("/", { cookie: harness.cookie })).status).toBe(200);
    expect((await harness.ask(`/?token=${token}`)).status).toBe(303);
    await harness.clock.advance(5000);
    expect((await harness.ask("/?token=guess")).status).toBe(401);
    expect((await harness.ask("/?token=guess")).status).toBe(429);
    expect(harness.logged).toHaveLength(11);
    expect(JSON.stringify(harness.logged)).not.toContain("guess");
  });
});

describe("Host", () => {
  it.each(["127.0.0.1:PORT", "localhost:PORT"])("%s is ours", async (host) => {
    const name = host.replace("PORT", `${harness.server.port}`);
    expect((await harness.ask("/healthz", { host: name })).status).toBe(200);
  });

  it.each([
    "evil.example:PORT",
    "127.0.0.1",
    "localhost",
    "127.0.0.1:1",
    "127.0.0.1.evil.example:PORT",
    "LOCALHOST.:PORT",
    "[::1]:PORT",
    "0.0.0.0:PORT",
    "2130706433:PORT",
  ])("%s is not, even with the token", async (host) => {
    const name = host.replace("PORT", `${harness.server.port}`);
    for (const path of ["/", "/healthz", "/metrics", `/?token=${token}`]) {
      const reply = await harness.ask(path, { host: name, cookie: harness.cookie });
      expect(reply.status).toBe(421);
      expect(reply.headers["set-cookie"]).toBeUndefined();
    }
  });

  it("must be there", async () => {
    expect(await harness.raw("GET /healthz HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1.1 421 /);
    expect(await harness.raw("GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n")).toMatch(/^HTTP\/1.1 400 /);
  });
});

describe("the page", () => {
  it.each([
    ["/", "text/html; charset=utf-8", "no-cache"],
    ["/index.html", "text/html; charset=utf-8", "no-cache"],
    ["/assets/index-abc123.js", "text/javascript; charset=utf-8", "private, max-age=31536000, immutable"],
    ["/assets/index-abc123.css", "text/css; charset=utf-8", "private, max-age=31536000, immutable"],
  ])("%s is served as %s", async (path, type, cache) => {
    const reply = await harness.ask(path, { cookie: harness.cookie });
    expect(reply.status).toBe(200);
    expect(reply.headers["content-type"]).toBe(type);
    expect(reply.headers["cache-control"]).toBe(cache);
    expect(reply.headers["x-content-type-options"]).toBe("nosniff");
    expect(reply.headers["cross-origin-opener-policy"]).toBe("same-origin");
    expect(reply.headers["cross-origin-resource-policy"]).toBe("same-origin");
    expect(reply.headers["access-control-allow-origin"]).toBeUndefined();
    const policy = reply.headers["content-security-policy"];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
  });

  it.each([
    "/../secret.json",
    "/assets/../../secret.json",
    "/%2e%2e/secret.json",
    "/..%2fsecret.json",
    "/%2e%2e%2fsecret.json",
    "/..%5csecret.json",
    "/assets/..%252f..%252fsecret.json",
    "/link.json",
    "/notes.txt",
    "/.hidden.json",
    "/assets",
    "/assets/",
    "/index.html%00.js",
    "/%ff.js",
    "/%",
    "/missing.js",
    "/hosts/gpu-a01",
  ])("%s is not there", async (path) => {
    const reply = await harness.ask(path, { cookie: harness.cookie });
    expect(reply.status).toBe(404);
    expect(reply.body).not.toContain("secret");
  });

  it.each([
    ["//evil.example/", 400],
    ["http://evil.example/", 400],
    ["*", 400],
    [`/${"a".repeat(3000)}`, 414],
  ])("the address %s is refused", async (path, status) => {
    expect((await harness.ask(path, { cookie: harness.cookie })).status).toBe(status);
  });

  it.each(["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])("%s is refused", async (method) => {
    const reply = await harness.ask("/", { cookie: harness.cookie }, method);
    expect(reply.status).toBe(405);
    expect(reply.headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("HEAD answers without a body", async () => {
    const reply = await harness.ask("/", { cookie: harness.cookie }, "HEAD");
    expect(reply).toMatchObject({ status: 200, body: "" });
    expect(reply.headers["content-length"]).toBe("34");
  });

  it("takes no request body", async () => {
    const reply = await harness.ask("/", { cookie: harness.cookie, "content-length": "4" }, "GET", "body");
    expect(reply.status).toBe(413);
  });

  it("refuses oversized headers", async () => {
    const text = `GET / HTTP/1.1\r\nHost: ${harness.ownHost}\r\nX-Big: ${"x".repeat(20_000)}\r\n\r\n`;
    expect(await harness.raw(text)).toMatch(/^HTTP\/1.1 431 /);
  });

  it("refuses what is not HTTP", async () => {
    expect(await harness.raw("SSH-2.0-OpenSSH_9.6\r\n")).toMatch(/^HTTP\/1.1 400 /);
  });

  it("does not wait for headers that never end", async () => {
    const startMs = performance.now();
    expect(await harness.raw(`GET / HTTP/1.1\r\nHost: ${harness.ownHost}\r\n`)).toMatch(/^HTTP\/1.1 408 /);
    expect(performance.now() - startMs).toBeLessThan(9000);
  });
});

describe("healthz and metrics", () => {
  it("healthz needs no token", async () => {
    expect(await harness.ask("/healthz")).toMatchObject({ status: 200, body: "ok\n" });
  });

  it.each(["cookie", "bearer"])("metrics by %s", async (how) => {
    const headers = how === "cookie" ? { cookie: harness.cookie } : { authorization: `Bearer ${token}` };
    const reply = await harness.ask("/metrics", headers);
    expect(reply).toMatchObject({ status: 200, body: "midwatch_up 1\n" });
    expect(reply.headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
  });
});

describe("a core in trouble", () => {
  it("that fails is a 500 without its message", async () => {
    const failing = await startHarness(async () => {
      throw new Error("database at /home/oncall");
    });
    const reply = await failing.ask("/metrics", { cookie: failing.cookie });
    expect(reply.status).toBe(500);
    expect(reply.body).not.toContain("oncall");
    expect(failing.logged).toHaveLength(1);
    await failing.stop();
  });

  it("that hangs is a 503 at the deadline", async () => {
    const hanging = await startHarness(() => new Promise(() => {}));
    const timersBefore = hanging.clock.pendingTimers;
    const asked = hanging.ask("/metrics", { cookie: hanging.cookie });
    while (hanging.clock.pendingTimers === timersBefore) await new Promise((resolve) => setTimeout(resolve, 1));
    await hanging.clock.advance(5000);
    expect((await asked).status).toBe(503);
    expect(hanging.clock.pendingTimers).toBe(timersBefore);
    await hanging.stop();
  });
});
