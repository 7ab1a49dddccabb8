import { once } from "node:events";
import { WebSocketServer } from "ws";
import { webSocketServerPort } from "../../electron/headless/webSocketPort.ts";
import { dialWebSocket } from "../../renderer/transport/webSocketPort.ts";
import type { Clock } from "../../shared/base/clock.ts";
import type { PortPair } from "./memoryPorts.ts";

/** Both real ends over a real WebSocket on loopback: the headless shell's and, on Node's own WebSocket, the page's. */
export async function createWebSocketPorts(
  clock: Clock,
  maxPayload: number,
): Promise<PortPair & { dispose(): Promise<void> }> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, maxPayload });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  const accepted = once(server, "connection");
  const client = await dialWebSocket(`ws://127.0.0.1:${address.port}/`, new AbortController().signal);
  const [socket] = await accepted;
  return {
    client,
    server: webSocketServerPort(socket, clock),
    async dispose() {
      for (const open of server.clients) open.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
