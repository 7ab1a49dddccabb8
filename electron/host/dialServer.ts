import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { MidwatchError } from "../../shared/base/errors.ts";
import type { Dial, ServerAddress } from "../services/http/types.ts";
import type { SshConnection } from "../services/ssh/types.ts";

const timeoutMs = 10_000;

/** Streams to servers: sockets from here, or channels through the connection that `via` has already. */
export function dialServer(connectionOf: (host: string) => Pick<SshConnection, "forward"> | null) {
  return ({ host, port, via }: ServerAddress): Dial =>
    async (signal) => {
      if (via === null) return direct(host, port, signal);
      const connection = connectionOf(via);
      if (connection) return connection.forward(host, port, { timeoutMs, signal });
      throw new MidwatchError("UNAVAILABLE", `${host} is reached through ${via}, which is not connected now`, {
        retryable: true,
      });
    };
}

function direct(host: string, port: number, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, signal, timeout: timeoutMs });
    const fail = (reason: string) => {
      socket.destroy();
      reject(new MidwatchError("UNAVAILABLE", `${host}:${port} cannot be reached: ${reason}`, { retryable: true }));
    };
    socket.once("connect", () => {
      socket.setTimeout(0);
      resolve(socket);
    });
    socket.once("timeout", () => fail(`no answer within ${timeoutMs} ms`));
    socket.once("error", ({ message }) => fail(message));
  });
}
