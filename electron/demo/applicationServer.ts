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
    applications.map(({ port, metrics, answers, drain }) => {
      const server = createServer({ keepAliveTimeout: keepAliveTimeoutMs }, ({ url = "" }, answer) => {
        // A server that is gone does not answer on connections that are left of it.
        if (!answers(now())) return answer.destroy();
        const path = url.split("?")[0];
        if (path === "/drain" || path === "/undrain") {
          drain?.(path.slice(1) === "drain", now());
          return answer.end("ok\n");
        }
        if (path !== "/metrics") return answer.writeHead(404).end("Not Found");
        return answer.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8").end(metrics(now()));
      });
      return [port, { server, answers }] as const;
    }),
  );
  return {
    connect(port, stream) {
      const found = servers.get(port);
      if (!found?.answers(now())) return false;
      found.server.emit(
        "connection",
        stream().on("error", () => {}),
      );
      return true;
    },
    close() {
      for (const { server } of servers.values()) server.closeAllConnections();
    },
  };
}
