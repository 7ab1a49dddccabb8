import { afterEach, describe, expect, it } from "vitest";
import { MidwatchError } from "../../shared/base/errors.ts";
import type { Caller } from "../../shared/contract/caller.ts";
import { createContractClient } from "../../shared/contract/client.ts";
import type { ServerFrame } from "../../shared/contract/frames.ts";
import { type ContractServerOptions, createContractServer } from "../../shared/contract/server.ts";
import { operator, viewer } from "../builders/callers.ts";
import { ManualClock } from "../doubles/manualClock.ts";
import { createMemoryPorts, type PortPair } from "../doubles/memoryPorts.ts";
import { until } from "../harness/until.ts";
import { createExample, exampleContract } from "./exampleContract.ts";

export interface TestTransport extends PortPair {
  /** Frees what the transport itself holds (servers, channels). */
  dispose(): Promise<void>;
}

/** What every transport must do; `connect` makes a fresh pair of ends. */
export function contractSuite(name: string, connect: () => Promise<TestTransport>): void {
  const cleanups: (() => void | Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function setUp(options: Partial<ContractServerOptions> = {}, caller: Caller = operator) {
    const transport = await connect();
    const example = createExample();
    const clock = new ManualClock();
    const logged: { readonly message: string; readonly facts: Readonly<Record<string, unknown>> }[] = [];
    const server = createContractServer(exampleContract, example.handlers, {
      clock,
      random: () => 0.5,
      log: { error: (message, facts = {}) => logged.push({ message, facts }) },
      ...options,
    });
    server.accept(transport.server, caller);
    const client = createContractClient<typeof exampleContract>(transport.client, { clock, callTimeoutMs: 5000 });
    let closes = 0;
    transport.client.onClose(() => {
      closes += 1;
    });
    const frames: ServerFrame[] = [];
    transport.client.onFrame((frame) => frames.push(frame));
    cleanups.push(async () => {
      client.dispose();
      server.dispose();
      await transport.dispose();
    });
    return { ...example, port: transport.client, clock, logged, server, client, frames, closes: () => closes };
  }

  /** Opens a stream and keeps what it delivers. */
  function collect(client: Awaited<ReturnType<typeof setUp>>["client"], to: number, credit: number) {
    const items: { readonly n: number; readonly square: Float64Array }[] = [];
    const ends: (MidwatchError | null)[] = [];
    const stream = client.open(
      "count.up",
      { to },
      {
        onItem: (item) => {
          items.push(item);
        },
        onEnd: (error) => {
          ends.push(error);
        },
        credit,
      },
    );
    return { items, ends, stream };
  }

  describe(`contract over ${name}: calls`, () => {
    it("answers, with defaults filled in", async () => {
      const { client } = await setUp({ validateAnswers: true });
      await expect(client.call("math.add", { terms: [1, 2, 3.5] })).resolves.toEqual({ sum: 6.5, note: "none" });
    });

    it("a viewer reads what viewers may, and is refused everything else before it begins", async () => {
      const { client, state } = await setUp({}, viewer);
      await expect(client.call("math.add", { terms: [1] })).resolves.toMatchObject({ sum: 1 });
      await expect(client.call("wait.forever", {})).rejects.toMatchObject({
        code: "FORBIDDEN",
        message: expect.stringContaining("guest is a viewer"),
      });
      expect(state.aborted).toBe(0);
      const { items, ends } = collect(client, 2, 10);
      await until(() => ends.length === 1);
      expect(items).toHaveLength(2);
    });

    it("keeps answers apart when they overlap", async () => {
      const { client, server } = await setUp();
      const never = client.call("wait.forever", {});
      never.catch(() => {});
      const sums = await Promise.all([1, 2, 3].map((n) => client.call("math.add", { terms: [n, n] })));
      expect(sums.map(({ sum }) => sum)).toEqual([2, 4, 6]);
      expect(server.stats).toEqual({ clients: 1, calls: 1, streams: 0 });
    });

    it("carries expected failures whole", async () => {
      const { client, logged } = await setUp();
      const failure = await client.call("math.fail", { how: "expected" }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(MidwatchError);
      expect(failure).toMatchObject({
        code: "CONFLICT",
        message: "Taken",
        retryable: true,
        detail: { holder: "gpu-a01" },
      });
      expect(logged).toEqual([]);
    });

    it.each(["bug", "wrongAnswer", "unsendable"] as const)("tells a %s as INTERNAL and logs it once", async (how) => {
      const { client, logged, frames } = await setUp({ validateAnswers: true });
      await expect(client.call("math.fail", { how })).rejects.toMatchObject({
        code: "INTERNAL",
        detail: { reference: "iiiiiiii" },
      });
      expect(JSON.stringify(frames)).not.toMatch(/secret|id_ed25519|\.ts:/);
      expect(logged).toHaveLength(1);
      expect(logged[0]?.facts).toMatchObject({ name: "math.fail", reference: "iiiiiiii" });
      await expect(client.call("math.add", { terms: [1] })).resolves.toMatchObject({ sum: 1 });
    });

    it("refuses wrong params and says where", async () => {
      const { client } = await setUp();
      const wrong: { terms: number[] } = JSON.parse('{"terms":[1,"2"]}');
      await expect(client.call("math.add", wrong)).rejects.toMatchObject({
        code: "BAD_REQUEST",
        message: expect.stringContaining("terms.1"),
        detail: { issues: [{ path: "terms.1", problem: expect.stringContaining("number") }] },
      });
      const extra: { terms: number[] } = JSON.parse('{"terms":[],"shell":"rm"}');
      await expect(client.call("math.add", extra)).rejects.toMatchObject({ code: "BAD_REQUEST" });
    });

    it("cancels on the other side", async () => {
      const { client, state, server } = await setUp();
      const controller = new AbortController();
      const call = client.call("wait.forever", {}, controller.signal);
      await until(() => server.stats.calls === 1);
      controller.abort();
      await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
      await until(() => state.aborted === 1 && server.stats.calls === 0);
    });

    it("does not start what is cancelled already", async () => {
      const { client, frames } = await setUp();
      await expect(client.call("wait.forever", {}, AbortSignal.abort())).rejects.toMatchObject({ code: "CANCELLED" });
      await client.call("math.add", { terms: [] });
      expect(frames).toHaveLength(1);
    });

    it("gives up at the deadline and cancels", async () => {
      const { client, clock, state, server } = await setUp();
      const call = client.call("wait.forever", {}).catch((error: unknown) => error);
      await until(() => server.stats.calls === 1);
      await clock.advance(4999);
      expect(state.aborted).toBe(0);
      await clock.advance(1);
      expect(await call).toMatchObject({ code: "TIMEOUT", retryable: true });
      await until(() => state.aborted === 1);
      expect(clock.pendingTimers).toBe(0);
    });

    it("carries typed arrays, NaN and odd lengths included, as typed arrays", async () => {
      const { client } = await setUp({ validateAnswers: true });
      const backing = new Uint8Array([9, 9, 1, 2, 3, 9]);
      const values = new Float64Array([1.5, Number.NaN, -0, Number.POSITIVE_INFINITY, 2 ** 53 + 2]);
      const reply = await client.call("arrays.echo", { values, marks: backing.subarray(2, 5) });
      expect(reply.values).toBeInstanceOf(Float64Array);
      expect([...reply.values]).toEqual([...values]);
      expect(Object.is(reply.values[2], -0)).toBe(true);
      expect(reply.nested[0]?.ids).toEqual(new Uint32Array([1, 2 ** 32 - 1]));
      expect([...(reply.nested[0]?.marks ?? [])]).toEqual([1, 2, 3]);
    });
  });

  describe(`contract over ${name}: streams`, () => {
    it("delivers every item in order, then the end", async () => {
      const { client, state, server } = await setUp({ validateAnswers: true });
      const { items, ends } = collect(client, 100, 3);
      await until(() => ends.length > 0);
      expect(items.map(({ n }) => n)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
      expect(items[6]?.square).toEqual(new Float64Array([49, Number.NaN]));
      expect(ends).toEqual([null]);
      expect(state).toMatchObject({ returned: 1, released: 1 });
      expect(server.stats.streams).toBe(0);
    });

    it("pulls no further than the consumer's credit", async () => {
      const { client, state } = await setUp();
      const held: (() => void)[] = [];
      let ended = false;
      client.open(
        "count.up",
        { to: 9 },
        {
          onItem: () => new Promise<void>((resolve) => held.push(resolve)),
          onEnd: () => {
            ended = true;
          },
          credit: 2,
        },
      );
      await until(() => held.length === 2);
      // A round trip shows that nothing more is on its way.
      await client.call("math.add", { terms: [] });
      expect(state.pulled).toBe(2);
      held.shift()?.();
      await until(() => held.length === 2);
      expect(state.pulled).toBe(3);
      while (!ended) {
        held.shift()?.();
        await client.call("math.add", { terms: [] });
      }
      expect(state.pulled).toBe(9);
    });

    it("coalesces the newest state while the consumer is busy", async () => {
      const { client, state } = await setUp();
      const versions: number[] = [];
      let release = () => {};
      client.open(
        "state.latest",
        {},
        {
          onItem: ({ version }) => {
            versions.push(version);
            return new Promise<void>((resolve) => {
              release = resolve;
            });
          },
          onEnd: () => {},
          credit: 1,
        },
      );
      await until(() => versions.length === 1);
      for (let n = 1; n <= 50; n += 1) {
        state.version = n;
        state.wake();
      }
      await client.call("math.add", { terms: [] });
      release();
      await until(() => versions.length === 2);
      expect(versions).toEqual([0, 50]);
    });

    it("closing stops the producer and delivers nothing more", async () => {
      const { client, state, server } = await setUp();
      const versions: number[] = [];
      const ends: unknown[] = [];
      const stream = client.open(
        "state.latest",
        {},
        {
          onItem: ({ version }) => {
            versions.push(version);
          },
          onEnd: (error) => {
            ends.push(error);
          },
        },
      );
      await until(() => versions.length === 1);
      stream.dispose();
      stream.dispose();
      await until(() => state.returned === 1 && server.stats.streams === 0);
      expect(state.aborted).toBe(1);
      expect(versions).toEqual([0]);
      expect(ends).toEqual([]);
    });

    it.each([
      ["expected", "UNAVAILABLE", 0],
      ["bug", "INTERNAL", 1],
      ["wrongItem", "INTERNAL", 1],
    ] as const)("a producer that fails (%s) ends with %s after its items", async (how, code, logs) => {
      const { client, logged } = await setUp({ validateAnswers: true });
      const got: number[] = [];
      const error = await new Promise<MidwatchError | null>((resolve) => {
        client.open(
          "count.broken",
          { after: 3, how },
          {
            onItem: ({ n }) => {
              got.push(n);
            },
            onEnd: resolve,
          },
        );
      });
      expect(got).toEqual([1, 2, 3]);
      expect(error).toMatchObject({ code });
      expect(error?.message).not.toContain("secret");
      expect(logged).toHaveLength(logs);
    });

    it("refuses wrong params and unknown names as an end", async () => {
      const { client, frames, port } = await setUp();
      const wrong: { to: number } = JSON.parse('{"to":1.5}');
      const ended = await new Promise((resolve) => {
        client.open("count.up", wrong, { onItem: () => {}, onEnd: resolve });
      });
      expect(ended).toMatchObject({ code: "BAD_REQUEST" });
      port.post({ t: "open", id: 77, name: "math.add", params: { terms: [] }, credit: 1 });
      await until(() => frames.length === 2);
      expect(frames[1]).toMatchObject({ t: "end", id: 77, error: { code: "UNKNOWN_METHOD" } });
    });

    it("a consumer that throws closes its own stream only", async () => {
      const { client, server } = await setUp();
      const error = await new Promise<MidwatchError | null>((resolve) => {
        client.open(
          "count.up",
          { to: 1000 },
          {
            onItem: () => {
              throw new Error("cannot draw");
            },
            onEnd: resolve,
          },
        );
      });
      expect(error).toMatchObject({ code: "INTERNAL", cause: new Error("cannot draw") });
      await until(() => server.stats.streams === 0);
      await expect(client.call("math.add", { terms: [4] })).resolves.toMatchObject({ sum: 4 });
    });
  });

  describe(`contract over ${name}: closing`, () => {
    it("from the server: everything is told DISCONNECTED, once", async () => {
      const { client, server, state, closes } = await setUp();
      const call = client.call("wait.forever", {}).catch((error: unknown) => error);
      const ends: unknown[] = [];
      client.open("state.latest", {}, { onItem: () => {}, onEnd: (error) => ends.push(error) });
      await until(() => server.stats.calls === 1 && server.stats.streams === 1);
      server.dispose();
      expect(await call).toMatchObject({ code: "DISCONNECTED", retryable: true });
      expect(ends).toMatchObject([{ code: "DISCONNECTED" }]);
      await until(() => state.aborted === 2 && state.returned === 1);
      await until(() => closes() === 1);
      expect(server.stats.clients).toBe(0);
      await expect(client.call("math.add", { terms: [] })).rejects.toMatchObject({ code: "DISCONNECTED" });
      const late = await new Promise((resolve) => {
        client.open("state.latest", {}, { onItem: () => {}, onEnd: resolve });
      });
      expect(late).toMatchObject({ code: "DISCONNECTED" });
    });

    it("from the client: handlers are aborted, producers returned, the session is gone", async () => {
      const { client, server, state } = await setUp();
      const call = client.call("wait.forever", {}).catch((error: unknown) => error);
      client.open("state.latest", {}, { onItem: () => {}, onEnd: () => {} });
      await until(() => server.stats.calls === 1 && server.stats.streams === 1);
      client.dispose();
      expect(await call).toMatchObject({ code: "DISCONNECTED" });
      await until(() => server.stats.clients === 0 && state.aborted === 2 && state.returned === 1);
    });
  });

  describe(`contract over ${name}: hostile clients`, () => {
    const wrongFrames: readonly (readonly [string, unknown])[] = [
      ["null", null],
      ["text", "call"],
      ["array", []],
      ["no type", { id: 1 }],
      ["unknown type", { t: "eval", id: 1 }],
      ["id zero", { t: "cancel", id: 0 }],
      ["id fractional", { t: "cancel", id: 1.5 }],
      ["id text", { t: "cancel", id: "1" }],
      ["id too big", { t: "cancel", id: 2 ** 53 }],
      ["extra key", { t: "cancel", id: 1, extra: true }],
      ["name too long", { t: "call", id: 1, name: "x".repeat(101), params: {} }],
      ["credit negative", { t: "credit", id: 1, credit: -1 }],
      ["credit huge", { t: "open", id: 1, name: "count.up", params: { to: 1 }, credit: 1e9 }],
    ];
    it.each(wrongFrames)("wrong shape (%s): a fail, then the port closes", async (_what, frame) => {
      const { client, port, server, frames, closes, state } = await setUp();
      client.call("wait.forever", {}).catch(() => {});
      await until(() => server.stats.calls === 1);
      port.post(frame);
      await until(() => closes() === 1);
      expect(frames.at(-1)).toMatchObject({ t: "fail", error: { code: "PROTOCOL" } });
      await until(() => server.stats.clients === 0 && state.aborted === 1);
    });

    it.each(["call", "open"])("a replayed id in %s closes the port", async (t) => {
      const { port, frames, closes, server } = await setUp();
      port.post({ t: "call", id: 5, name: "math.add", params: { terms: [1] } });
      await until(() => frames.length === 1);
      port.post({
        t,
        id: 5,
        name: t === "call" ? "math.add" : "count.up",
        params: {},
        credit: t === "open" ? 1 : undefined,
      });
      await until(() => closes() === 1);
      expect(frames[1]).toMatchObject({ t: "fail", id: 5, error: { code: "PROTOCOL" } });
      expect(server.stats.clients).toBe(0);
    });

    it.each(["nothing.here", "toString", "__proto__", "constructor", "count.up"])(
      "call of %s is unknown",
      async (name) => {
        const { port, frames } = await setUp();
        port.post({ t: "call", id: 1, name, params: {} });
        await until(() => frames.length === 1);
        expect(frames[0]).toMatchObject({ t: "fail", id: 1, error: { code: "UNKNOWN_METHOD" } });
      },
    );

    it("cancel, credit and close of what is not there are harmless", async () => {
      const { port, client, closes } = await setUp();
      port.post({ t: "cancel", id: 900 });
      port.post({ t: "credit", id: 900, credit: 1024 });
      port.post({ t: "close", id: 900 });
      await expect(client.call("math.add", { terms: [1] })).resolves.toMatchObject({ sum: 1 });
      expect(closes()).toBe(0);
    });

    it("a 50 MB frame closes the port unread; others are served", async () => {
      const { port, server, frames, closes } = await setUp();
      port.post({ t: "call", id: 1, name: "math.add", params: { terms: [], note: "x".repeat(50 * 1024 * 1024) } });
      await until(() => closes() === 1, 10_000);
      expect(frames.filter(({ t }) => t === "ok")).toEqual([]);
      await until(() => server.stats.clients === 0);
      const other = createMemoryPorts();
      server.accept(other.server, operator);
      const client = createContractClient<typeof exampleContract>(other.client);
      await expect(client.call("math.add", { terms: [1] })).resolves.toMatchObject({ sum: 1 });
    });

    it("10,000 opens: as many as allowed, some refusals, then the client is cut off", async () => {
      const { port, server, frames, closes, state } = await setUp();
      let most = 0;
      for (let id = 1; id <= 10_000; id += 1) {
        port.post({ t: "open", id, name: "state.latest", params: {}, credit: 0 });
        most = Math.max(most, server.stats.streams);
      }
      await until(() => closes() === 1);
      expect(most).toBeLessThanOrEqual(256);
      const refusals = frames.filter((frame) => frame.t === "end" && frame.error?.code === "LIMIT");
      expect(refusals).toHaveLength(101);
      expect(refusals[0]).toMatchObject({ id: 257, error: { retryable: true } });
      expect(frames.at(-1)).toMatchObject({ t: "fail", error: { code: "PROTOCOL" } });
      await until(() => server.stats.clients === 0);
      expect(state.aborted).toBe(0);
    });

    it("calls beyond the limit are refused until others end", async () => {
      const { client, server } = await setUp({ limits: { callsInFlight: 2 } });
      const controller = new AbortController();
      const held = [1, 2].map(() => client.call("wait.forever", {}, controller.signal).catch(() => {}));
      await expect(client.call("math.add", { terms: [] })).rejects.toMatchObject({ code: "LIMIT", retryable: true });
      controller.abort();
      await Promise.all(held);
      await until(() => server.stats.calls === 0);
      await expect(client.call("math.add", { terms: [2] })).resolves.toMatchObject({ sum: 2 });
    });

    it("forgives refusals that come slowly", async () => {
      const { client, clock, closes } = await setUp({ limits: { refusalBurst: 2, refusalsPerSecond: 1 } });
      const wrong: { terms: number[] } = JSON.parse("{}");
      for (let n = 0; n < 10; n += 1) {
        await expect(client.call("math.add", wrong)).rejects.toMatchObject({ code: "BAD_REQUEST" });
        await clock.advance(1000);
      }
      expect(closes()).toBe(0);
    });

    it("a client that never sends credit costs one idle iterator", async () => {
      const { port, client, frames, state, server } = await setUp();
      port.post({ t: "open", id: 1000, name: "count.up", params: { to: 1_000_000 }, credit: 3 });
      port.post({ t: "open", id: 1001, name: "count.up", params: { to: 1_000_000 }, credit: 0 });
      await until(() => frames.length === 3);
      port.post({ t: "call", id: 1002, name: "math.add", params: { terms: [] } });
      await until(() => frames.length === 4);
      expect(state.pulled).toBe(3);
      expect(server.stats.streams).toBe(2);
      client.dispose();
      await until(() => server.stats.streams === 0 && server.stats.clients === 0);
      expect(state.returned).toBe(1);
    });
  });
}
