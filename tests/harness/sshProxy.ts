import { connect, createServer, type Socket } from "node:net";

/** A TCP relay that can go silent in both directions without closing anything, as a lost network does. */
export interface SilentProxy {
  readonly port: number;
  freeze(): void;
  thaw(): void;
  close(): void;
}

export function startProxy(targetPort: number): Promise<SilentProxy> {
  const sockets = new Set<Socket>();
  let frozen = false;
  const server = createServer((incoming) => {
    const outgoing = connect(targetPort, "127.0.0.1");
    for (const [from, to] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(from);
      from.on("data", (chunk) => frozen || to.write(chunk));
      from.on("error", () => {});
      from.on("close", () => {
        sockets.delete(from);
        if (!frozen) to.destroy();
      });
    }
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve({
        port: address && typeof address === "object" ? address.port : 0,
        freeze() {
          frozen = true;
        },
        thaw() {
          frozen = false;
          for (const socket of sockets) socket.destroy();
        },
        close() {
          for (const socket of sockets) socket.destroy();
          server.close();
        },
      });
    });
  });
}
