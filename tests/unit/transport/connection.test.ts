import { describe, expect, it } from "vitest";
import { type ConnectionState, createConnection } from "../../../renderer/transport/connection.ts";
import type { ClientPort } from "../../../shared/contract/port.ts";
import { ManualClock } from "../../doubles/manualClock.ts";
import { createMemoryPorts, type PortPair } from "../../doubles/memoryPorts.ts";

const appInfo = {
  version: "1",
  shell: "headless",
  platform: "linux",
  demo: false,
  localTerminal: false,
  dataFolder: "/d",
  workspaceFolder: "/w",
};

/** `dial` does what the test said last: connect, refuse or hang. */
function setUp() {
  const clock = new ManualClock();
  const world = { mode: "connect" as "connect" | "refuse" | "hang", answers: true };
  const pairs: PortPair[] = [];
  const signals: AbortSignal[] = [];
  const late: ((port: ClientPort) => void)[] = [];
  const dial = (signal: AbortSignal): Promise<ClientPort> => {
    signals.push(signal);
    if (world.mode === "refuse") return Promise.reject(new Error("connection refused"));
    if (world.mode === "hang") {
      return new Promise((resolve, reject) => {
        late.push(resolve);
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    }
    const pair = createMemoryPorts();
    pairs.push(pair);
    pair.server.onFrame((frame) => {
      const { id } = frame as { id: number };
      if (world.answers) pair.server.post({ t: "ok", id, result: appInfo });
    });
    return Promise.resolve(pair.client);
  };
  const states: ConnectionState[] = [];
  const connection = createConnection({ dial, clock, random: () => 1 });
  connection.onState((state) => states.push(state));
  return { clock, world, pairs, signals, late, states, connection, kinds: () => states.map(({ kind }) => kind) };
}

describe("connection", () => {
  it("opens with a client that works", async () => {
    const { connection, clock } = setUp();
    expect(connection.state).toEqual({ kind: "connecting", attempt: 1 });
    await clock.advance(0);
    if (connection.state.kind !== "open") throw new Error("not open");
    await expect(connection.state.client.call("app.info", {})).resolves.toEqual(appInfo);
  });

  it("retries with growing waits and says when and why", async () => {
    const { connection, clock, world, kinds } = setUp();
    world.mode = "refuse";
    await clock.advance(0);
    const open = connection.state;
    if (open.kind !== "open") throw new Error("not open");
    open.client.dispose();
    await clock.advance(0);
    expect(connection.state).toEqual({
      kind: "retrying",
      attempt: 2,
      waitMs: 500,
      retryAtMs: clock.nowMs() + 500,
      reason: "The connection to the console was lost",
    });
    await clock.advance(500);
    expect(connection.state).toMatchObject({ attempt: 3, waitMs: 1000, reason: "connection refused" });
    await clock.advance(60_000);
    expect(connection.state).toMatchObject({ kind: "retrying", waitMs: 15_000 });
    expect(kinds().slice(0, 4)).toEqual(["open", "retrying", "connecting", "retrying"]);
    world.mode = "connect";
    await clock.advance(15_000);
    expect(connection.state.kind).toBe("open");
  });

  it("forgets the waits after a steady connection only", async () => {
    const { connection, clock, pairs } = setUp();
    const lose = async () => {
      pairs.at(-1)?.server.close();
      await clock.advance(0);
      return connection.state.kind === "retrying" ? connection.state.waitMs : null;
    };
    await clock.advance(9_000);
    expect(await lose()).toBe(500);
    await clock.advance(500);
    expect(await lose()).toBe(1000);
    await clock.advance(1000 + 10_000);
    expect(await lose()).toBe(500);
  });

  it("tries at once when asked, and only while it waits", async () => {
    const { connection, clock, pairs, world } = setUp();
    await clock.advance(0);
    connection.retryNow();
    expect(pairs).toHaveLength(1);
    world.mode = "refuse";
    pairs[0]?.server.close();
    await clock.advance(0);
    world.mode = "connect";
    connection.retryNow();
    await clock.advance(0);
    expect(connection.state.kind).toBe("open");
    await clock.advance(5000);
    expect(pairs).toHaveLength(2);
  });

  it("gives a dial ten seconds", async () => {
    const { connection, clock, pairs, world, late, signals } = setUp();
    await clock.advance(0);
    world.mode = "hang";
    pairs[0]?.server.close();
    await clock.advance(500);
    expect(connection.state.kind).toBe("connecting");
    await clock.advance(10_000);
    expect(connection.state).toMatchObject({ kind: "retrying", reason: "nothing in 10 s" });
    expect(signals[1]?.aborted).toBe(true);
    // One that comes through after all changes nothing.
    late[0]?.(createMemoryPorts().client);
    await clock.advance(0);
    expect(connection.state.kind).toBe("retrying");
  });

  it("finds out that the console stopped answering", async () => {
    const { connection, clock, world, states } = setUp();
    await clock.advance(60_000);
    expect(states).toHaveLength(1);
    world.answers = false;
    await clock.advance(3000);
    expect(connection.state.kind).toBe("open");
    await clock.advance(5000);
    expect(connection.state).toMatchObject({ kind: "retrying", reason: "The console stopped answering" });
    await clock.advance(500);
    expect(connection.state.kind).toBe("open");
  });

  it("leaves nothing behind when disposed while it asks", async () => {
    const { connection, clock, world } = setUp();
    world.answers = false;
    await clock.advance(16_000);
    connection.dispose();
    await clock.advance(60_000);
    expect(clock.pendingTimers).toBe(0);
  });

  it.each(["connect", "refuse", "hang"] as const)("leaves nothing behind when disposed (%s)", async (mode) => {
    const { connection, clock, pairs, world, states } = setUp();
    await clock.advance(0);
    if (mode !== "connect") {
      world.mode = mode;
      pairs[0]?.server.close();
      await clock.advance(600);
    }
    const before = states.length;
    connection.dispose();
    await clock.advance(60_000);
    expect(states).toHaveLength(before);
    expect(clock.pendingTimers).toBe(0);
  });
});
