import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import type { Application } from "./simulation/applications/applications.ts";

/** A simulated host's loopback ports. */
export interface ApplicationServer {
  /** Takes a connection to a port; false when nobody listens there. */
  connect(port: number, stream: () => Duplex): boolean;
  close(): void;
}

/** Longer than any interval: a kept connection is not closed between two scrapes. */
const keepAliveTimeoutMs = 75_000;

export function createApplicationServer(applications: readonly Application[], now: () => number): ApplicationServer {
  const servers = new Map(
    applications.map(({ port, metrics }) => {
      const server = createServer({ keepAliveTimeout: keepAliveTimeoutMs }, ({ url = "" }, answer) => {
        if (url.split("?")[0] !== "/metrics") return answer.writeHead(404).end("Not Found");
        return answer.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8").end(metrics(now()));
      });
      return [port, server] as const;
    }),
  );
  return {
    connect(port, stream) {
      const server = servers.get(port);
      if (!server) return false;
      server.emit(
        "connection",
        stream().on("error", () => {}),
      );
      return true;
    },
    close() {
      for (const server of servers.values()) server.closeAllConnections();
    },
  };
}
