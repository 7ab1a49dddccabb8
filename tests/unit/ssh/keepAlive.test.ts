import { once } from "node:events";
import { type AddressInfo, connect as connectSocket } from "node:net";
import ssh2 from "ssh2";
import { afterEach, describe, expect, it, vi } from "vitest";
import { keepAlive } from "../../../electron/services/ssh/keepAlive.ts";
import { pingClient } from "../../../electron/services/ssh/pingClient.ts";

const open: { end(): unknown }[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const each of open.splice(0)) each.end();
});

/** A signed-in client; from then on time passes as the test says. `freeze`: nothing that the server sends arrives. */
async function connect() {
  const hostKey = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 }).private;
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (peer) => {
    peer.on("authentication", (context) => context.accept());
    peer.on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stream = connectSocket((server.address() as AddressInfo).port, "127.0.0.1");
  const client = new ssh2.Client();
  client.on("error", () => {});
  client.connect({ sock: stream, username: "ops", hostVerifier: () => true });
  await once(client, "ready");
  open.push({ end: () => client.end() }, { end: () => server.close() });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  keepAlive(client, stream, "gpu-a01");
  /** Answers come in order: what was asked before is answered too. */
  const settled = () => pingClient(client, 60_000, "gpu-a01");
  return { client, stream, settled, freeze: () => stream.pause() };
}

describe("a connection that is kept alive", () => {
  it("asks a peer only when it was silent, and stays while it answers", async () => {
    const { client, stream, settled } = await connect();
    await settled();
    const greeted = stream.bytesWritten;
    vi.advanceTimersByTime(15_000);
    vi.advanceTimersByTime(15_000);
    expect(stream.bytesWritten).toBeGreaterThan(greeted);
    await settled();
    const asked = stream.bytesWritten;
    vi.advanceTimersByTime(15_000);
    expect(stream.bytesWritten).toBe(asked);
    vi.advanceTimersByTime(15_000);
    expect(stream.bytesWritten).toBeGreaterThan(asked);
    await settled();
    vi.advanceTimersByTime(29_000);
    expect(stream.destroyed).toBe(false);
    client.end();
    await once(client, "close");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends when its peer is gone without a word", async () => {
    const { client, freeze } = await connect();
    freeze();
    const closed = once(client, "close");
    vi.advanceTimersByTime(15_000 + 30_000);
    await closed;
    expect(vi.getTimerCount()).toBe(0);
  });
});
