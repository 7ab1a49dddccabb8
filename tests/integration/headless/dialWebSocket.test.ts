import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { dialWebSocket } from "../../../renderer/transport/webSocketPort.ts";
import { until } from "../../harness/until.ts";

const servers: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(onUpgrade: "refuse" | "hang" | WebSocketServer): Promise<string> {
  const http = createServer();
  http.on("upgrade", (request, socket, head) => {
    servers.push({ close: () => socket.destroy() });
    if (onUpgrade === "refuse") socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
    else if (onUpgrade !== "hang")
      onUpgrade.handleUpgrade(request, socket, head, (ws) => onUpgrade.emit("connection", ws));
  });
  http.listen(0, "127.0.0.1");
  servers.push(http);
  await once(http, "listening");
  const { port } = http.address() as AddressInfo;
  return `ws://127.0.0.1:${port}/ws`;
}

describe("dialWebSocket", () => {
  it("rejects when it is refused, with a reason a person understands", async () => {
    await expect(dialWebSocket(await listen("refuse"), new AbortController().signal)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      retryable: true,
      message: expect.stringContaining("not signed in"),
    });
  });

  it("rejects when nobody listens", async () => {
    await expect(dialWebSocket("ws://127.0.0.1:1/ws", new AbortController().signal)).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
  });

  it("gives up with its signal", async () => {
    const controller = new AbortController();
    const dial = dialWebSocket(await listen("hang"), controller.signal);
    controller.abort(new Error("nothing in 10 s"));
    await expect(dial).rejects.toMatchObject({ message: expect.stringContaining("nothing in 10 s") });
  });

  it.each([
    ["text that is no frame", "hello"],
    ["an unknown frame", '{"t":"reload","id":1}'],
    ["a client's frame", '{"t":"call","id":1,"name":"x","params":{}}'],
    ["bytes that are no frame", new Uint8Array([1, 2, 3])],
  ])("closes when the other side sends %s", async (_what, message) => {
    const sockets = new WebSocketServer({ noServer: true });
    sockets.on("connection", (socket) => setTimeout(() => socket.send(message), 20));
    const port = await dialWebSocket(await listen(sockets), new AbortController().signal);
    const frames: unknown[] = [];
    let closes = 0;
    port.onFrame((frame) => frames.push(frame));
    port.onClose(() => {
      closes += 1;
    });
    await until(() => closes === 1);
    port.post({ t: "cancel", id: 1 });
    expect(frames).toEqual([]);
  });
});
