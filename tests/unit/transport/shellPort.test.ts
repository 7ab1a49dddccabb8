import { afterEach, describe, expect, it } from "vitest";
import { webSocketUrl } from "../../../renderer/transport/connect.ts";
import { dialShell, type MessagePage } from "../../../renderer/transport/shellPort.ts";
import { createContractClient } from "../../../shared/contract/client.ts";
import type { ClientPort } from "../../../shared/contract/port.ts";
import type { exampleContract } from "../../contract/exampleContract.ts";
import { until } from "../../harness/until.ts";

const channels: MessageChannel[] = [];
afterEach(() => {
  for (const { port1, port2 } of channels.splice(0)) {
    port1.close();
    port2.close();
  }
});

function createChannel(): MessageChannel {
  const channel = new MessageChannel();
  channels.push(channel);
  return channel;
}

interface Posted {
  readonly source?: unknown;
  readonly origin?: string;
  readonly data?: unknown;
  readonly ports?: readonly MessagePort[];
}

/** A page that messages can be posted to, by itself unless the test says otherwise. */
function createPage() {
  const listeners = new Set<(event: MessageEvent<unknown>) => void>();
  const page: MessagePage = {
    location: { origin: "app://console" },
    addEventListener: (_type, listener) => void listeners.add(listener),
    removeEventListener: (_type, listener) => void listeners.delete(listener),
  };
  const post = (posted: Posted) => {
    const event = new MessageEvent<unknown>("message", { data: "shell:port" });
    const fields = { source: page, origin: "app://console", data: "shell:port", ports: [], ...posted };
    for (const [key, value] of Object.entries(fields)) Object.defineProperty(event, key, { value });
    for (const listener of [...listeners]) listener(event);
  };
  return { page, post, listeners };
}

describe("dialShell", () => {
  it("listens before it asks and takes the port that comes at once", async () => {
    const { page, post, listeners } = createPage();
    const { port1, port2 } = createChannel();
    const port = await dialShell(page, { connect: () => post({ ports: [port1] }) }, new AbortController().signal);
    expect(listeners.size).toBe(0);
    port2.addEventListener("message", ({ data }: MessageEvent<{ id: number }>) => {
      port2.postMessage("noise");
      port2.postMessage({ t: "ok", id: data.id, result: { sum: 3, note: "none" } });
    });
    port2.start();
    const client = createContractClient<typeof exampleContract>(port);
    await expect(client.call("math.add", { terms: [1, 2] })).resolves.toEqual({ sum: 3, note: "none" });
  });

  it.each<[string, (own: Posted) => Posted]>([
    ["from another window", (own) => ({ ...own, source: {} })],
    ["from no window", (own) => ({ ...own, source: null })],
    ["from another origin", (own) => ({ ...own, origin: "https://evil.example" })],
    ["with another text", (own) => ({ ...own, data: "shell:other" })],
    ["without a port", (own) => ({ ...own, ports: [] })],
  ])("ignores a message %s", async (_what, forge) => {
    const { page, post } = createPage();
    const good = createChannel();
    const evil = createChannel();
    const dialled: ClientPort[] = [];
    const dial = dialShell(page, { connect: () => post(forge({ ports: [evil.port1] })) }, new AbortController().signal);
    void dial.then((port) => dialled.push(port));
    await Promise.resolve();
    expect(dialled).toHaveLength(0);
    post({ ports: [good.port1] });
    const port = await dial;
    const received: unknown[] = [];
    good.port2.addEventListener("message", ({ data }) => received.push(data));
    good.port2.start();
    port.post({ t: "cancel", id: 1 });
    await until(() => received.length === 1);
  });

  it("gives up with its signal and stops listening", async () => {
    const { page, listeners } = createPage();
    const controller = new AbortController();
    const dial = dialShell(page, { connect() {} }, controller.signal);
    controller.abort(new Error("nothing in 10 s"));
    await expect(dial).rejects.toMatchObject({ code: "UNAVAILABLE", message: expect.stringContaining("10 s") });
    expect(listeners.size).toBe(0);
  });

  it("tells that the shell went away, once", async () => {
    const { page, post } = createPage();
    const { port1, port2 } = createChannel();
    const port = await dialShell(page, { connect: () => post({ ports: [port1] }) }, new AbortController().signal);
    let closes = 0;
    port.onClose(() => {
      closes += 1;
    });
    port.onFrame(() => {});
    port2.close();
    await until(() => closes === 1);
    port.close();
    port.post({ t: "cancel", id: 1 });
    expect(closes).toBe(1);
  });
});

describe("webSocketUrl", () => {
  it.each([
    ["http:", "127.0.0.1:7424", "ws://127.0.0.1:7424/ws"],
    ["https:", "console.example", "wss://console.example/ws"],
  ])("%s//%s is %s", (protocol, host, url) => {
    expect(webSocketUrl({ protocol, host })).toBe(url);
  });
});
