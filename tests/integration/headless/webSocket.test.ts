import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createGrant, revokeGrant } from "../../../electron/services/access/accessFiles.ts";
import { decodeFrame, encodeFrame } from "../../../shared/contract/codec.ts";
import { until } from "../../harness/until.ts";
import { startHarness, token } from "./harness.ts";

let harness: Awaited<ReturnType<typeof startHarness>>;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.stop());

async function openSocket(): Promise<WebSocket> {
  const socket = await harness.upgrade({});
  if (typeof socket === "number") throw new Error(`Refused with ${socket}`);
  return socket;
}

describe("who may have the contract", () => {
  it("our own page with its cookie", async () => {
    const socket = await openSocket();
    socket.send(encodeFrame({ t: "call", values: new Float64Array([1, Number.NaN]) }));
    const [data] = await once(socket, "message");
    expect(decodeFrame(data)).toEqual({
      t: "ok",
      id: 1,
      result: { t: "call", values: new Float64Array([1, Number.NaN]) },
    });
  });

  it("our own page under its other name", async () => {
    const host = `localhost:${harness.server.port}`;
    expect(await harness.upgrade({ host, origin: `http://${host}` })).toBeInstanceOf(WebSocket);
  });

  it("somebody with a token of their own, by their name and role, until it is revoked", async () => {
    const given = createGrant(harness.grants, { name: "ada", role: "viewer", nowMs: 0 });
    await harness.clock.advance(2000);
    const cookie = `midwatch_${harness.server.port}=${given}`;
    const [own, ada] = [await openSocket(), await harness.upgrade({ cookie })];
    if (typeof ada === "number") throw new Error(`Refused with ${ada}`);
    expect(harness.callers).toEqual([
      { name: "tester", role: "operator" },
      { name: "ada", role: "viewer" },
    ]);
    const closed = once(ada, "close");
    revokeGrant(harness.grants, "ada");
    await harness.clock.advance(2000);
    expect((await closed)[0]).toBe(1008);
    expect(await harness.upgrade({ cookie })).toBe(401);
    expect(own.readyState).toBe(WebSocket.OPEN);
  });

  const refused: readonly (readonly [string, Record<string, string | undefined>, string, number])[] = [
    ["no cookie", { cookie: undefined }, "/ws", 401],
    ["a wrong cookie", { cookie: "midwatch_PORT=wrong" }, "/ws", 401],
    ["a bearer token in the cookie's place", { cookie: undefined, authorization: `Bearer ${token}` }, "/ws", 401],
    ["no Origin", { origin: undefined }, "/ws", 403],
    ["another Origin", { origin: "http://evil.example" }, "/ws", 403],
    ["another port's page", { origin: "http://127.0.0.1:1" }, "/ws", 403],
    ["our other name's page", { origin: "http://localhost:PORT" }, "/ws", 403],
    ["https", { origin: "https://127.0.0.1:PORT" }, "/ws", 403],
    ["a sandboxed page", { origin: "null" }, "/ws", 403],
    ["another Host", { host: "evil.example:PORT", origin: "http://evil.example:PORT" }, "/ws", 421],
    ["another path", {}, "/", 404],
    ["the token in the address", { cookie: undefined }, `/ws?token=${token}`, 404],
  ];
  it.each(refused)("not with %s", async (_what, headers, path, status) => {
    const named = Object.entries(headers).map(([key, text]) => [key, text?.replace("PORT", `${harness.server.port}`)]);
    expect(await harness.upgrade(Object.fromEntries(named), path)).toBe(status);
    expect(harness.ports).toHaveLength(0);
  });

  it("wrong cookies are throttled", async () => {
    const statuses: unknown[] = [];
    for (let n = 0; n < 12; n += 1) {
      statuses.push(await harness.upgrade({ cookie: `midwatch_${harness.server.port}=guess${n}` }));
    }
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
    expect(await harness.upgrade({})).toBeInstanceOf(WebSocket);
  });

  it("at most 32 browsers", async () => {
    for (let n = 0; n < 32; n += 1) await openSocket();
    expect(await harness.upgrade({})).toBe(503);
  });
});

describe("what a browser may do", () => {
  it("an oversized message closes it, unread", async () => {
    const socket = await openSocket();
    socket.send("x".repeat(3 * 1024 * 1024));
    const [code] = await once(socket, "close");
    expect(code).toBe(1009);
    await until(() => harness.closed() === 1);
  });

  it.each([
    ["text that is no JSON", "{"],
    ["bytes that are no frame", Buffer.from([1, 2, 3])],
    ["a prototype key", '{"__proto__":{}}'],
  ])("%s arrives as unreadable", async (_what, message) => {
    const socket = await openSocket();
    socket.send(message);
    const [data] = await once(socket, "message");
    expect(decodeFrame(data.toString())).toMatchObject({ result: "unreadable" });
  });

  it("leaving frees its port", async () => {
    const idleTimers = harness.clock.pendingTimers;
    const socket = await openSocket();
    socket.close();
    await until(() => harness.closed() === 1);
    expect(harness.clock.pendingTimers).toBe(idleTimers);
  });

  it("being there is asked every 15 s; one that is gone is freed after 30 s", async () => {
    const alive = await openSocket();
    const gone = await openSocket();
    let pings = 0;
    alive.on("ping", () => {
      pings += 1;
    });
    // Neither reads nor answers, and its connection stays up: a laptop that went to sleep.
    gone.pause();
    await harness.clock.advance(15_000);
    await until(() => pings === 1);
    // The answer to the ping is on its way back: another round trip comes after it.
    alive.send("{}");
    await once(alive, "message");
    expect(harness.closed()).toBe(0);
    await harness.clock.advance(15_000);
    await until(() => harness.closed() === 1);
    expect(alive.readyState).toBe(WebSocket.OPEN);
  });

  it("one that stops reading is dropped before it costs much memory", async () => {
    const socket = await openSocket();
    await until(() => harness.ports.length === 1);
    const [port] = harness.ports;
    socket.pause();
    let posted = 0;
    for (; posted < 100 && harness.closed() === 0; posted += 1) {
      port?.post({ t: "next", id: 1, item: new Float64Array(256 * 1024) });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(harness.closed()).toBe(1);
    expect(posted * 2).toBeGreaterThanOrEqual(32);
    expect(posted * 2).toBeLessThan(64);
  });
});

describe("stopping", () => {
  it("tells the browsers and frees the port, in half a second", async () => {
    const socket = await openSocket();
    const deaf = await openSocket();
    deaf.pause();
    const closed = once(socket, "close");
    const startMs = performance.now();
    await harness.server.close();
    expect(performance.now() - startMs).toBeLessThan(500);
    expect((await closed)[0]).toBe(1001);
    await until(() => harness.closed() === 2);
    await expect(harness.ask("/healthz")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});
