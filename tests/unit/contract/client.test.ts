import { describe, expect, it } from "vitest";
import { createContractClient } from "../../../shared/contract/client.ts";
import type { ServerFrame } from "../../../shared/contract/frames.ts";
import type { exampleContract } from "../../contract/exampleContract.ts";
import { ManualClock } from "../../doubles/manualClock.ts";
import { createMemoryPorts } from "../../doubles/memoryPorts.ts";

/** A client whose other side is the test: it sees the frames and answers by hand. */
function setUp() {
  const { client: port, server } = createMemoryPorts();
  const clock = new ManualClock();
  const client = createContractClient<typeof exampleContract>(port, { clock, callTimeoutMs: 1000 });
  const frames: unknown[] = [];
  server.onFrame((frame) => frames.push(frame));
  const answer = (frame: ServerFrame) => server.post(frame);
  return { client, clock, frames, answer };
}

/** A signal that counts who listens. */
function countingSignal() {
  const listeners = new Set<() => void>();
  return {
    listeners,
    aborted: false,
    reason: undefined,
    addEventListener: (_type: "abort", listener: () => void) => void listeners.add(listener),
    removeEventListener: (_type: "abort", listener: () => void) => void listeners.delete(listener),
  };
}

const sum: ServerFrame = { t: "ok", id: 1, result: { sum: 0, note: "none" } };

describe("contract client", () => {
  it("leaves no timer and no listener behind an answered call", async () => {
    const { client, clock, answer } = setUp();
    const signal = countingSignal();
    const call = client.call("math.add", { terms: [] }, signal);
    expect([clock.pendingTimers, signal.listeners.size]).toEqual([1, 1]);
    answer(sum);
    await call;
    expect([clock.pendingTimers, signal.listeners.size]).toEqual([0, 0]);
  });

  it("leaves none behind a lost connection", async () => {
    const { client, clock } = setUp();
    const signal = countingSignal();
    const call = client.call("math.add", { terms: [] }, signal);
    client.dispose();
    await expect(call).rejects.toMatchObject({ code: "DISCONNECTED" });
    expect([clock.pendingTimers, signal.listeners.size]).toEqual([0, 0]);
  });

  it("numbers its requests upwards", async () => {
    const { client, clock, frames } = setUp();
    for (let n = 0; n < 3; n += 1) client.call("wait.forever", {}).catch(() => {});
    client.open("state.latest", {}, { onItem() {}, onEnd() {} });
    await clock.advance(0);
    expect(frames).toMatchObject([{ id: 1 }, { id: 2 }, { id: 3 }, { t: "open", id: 4, credit: 4 }]);
  });

  it("grants half a window at a time", async () => {
    const { client, clock, frames, answer } = setUp();
    client.open("state.latest", {}, { onItem() {}, onEnd() {}, credit: 10 });
    for (let version = 0; version < 12; version += 1) answer({ t: "next", id: 1, item: { version } });
    await clock.advance(0);
    expect(frames.slice(1)).toEqual([
      { t: "credit", id: 1, credit: 5 },
      { t: "credit", id: 1, credit: 5 },
    ]);
  });

  it.each<[string, ServerFrame]>([
    ["an answer to nobody", { t: "ok", id: 99, result: {} }],
    ["a second answer", sum],
    ["an item of nobody's stream", { t: "next", id: 99, item: {} }],
    ["the end of nobody's stream", { t: "end", id: 99 }],
  ])("ignores %s", async (_what, frame) => {
    const { client, answer } = setUp();
    const first = client.call("math.add", { terms: [] });
    answer(sum);
    await first;
    answer(frame);
    const second = client.call("math.add", { terms: [] });
    answer({ ...sum, id: 2 });
    await expect(second).resolves.toMatchObject({ sum: 0 });
  });

  it("delivers nothing after its consumer asked for the end, not even what was under way", async () => {
    const { client, clock, frames, answer } = setUp();
    const seen: unknown[] = [];
    const stream = client.open(
      "state.latest",
      {},
      { onItem: (item) => void seen.push(item), onEnd: () => seen.push("end") },
    );
    answer({ t: "next", id: 1, item: { version: 1 } });
    answer({ t: "end", id: 1 });
    stream.dispose();
    await clock.advance(0);
    expect(seen).toEqual([]);
    expect(frames.at(-1)).toEqual({ t: "close", id: 1 });
  });
});
