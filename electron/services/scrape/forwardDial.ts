import type { Duplex } from "node:stream";
import { isMidwatchError } from "../../../shared/base/errors.ts";
import type { SshConnection } from "../ssh/types.ts";

/**
 * Where a loopback port may be: services listen on either family, and `PermitOpen localhost:PORT` in sshd's
 * configuration is about that very word.
 */
const addresses = ["127.0.0.1", "::1", "localhost"] as const;

/**
 * Opens channels to a port of the host. Remembers which address answered. Rejects with SSH_REFUSED (nothing listens),
 * SSH_FORWARD_REFUSED (sshd opens no channel there), SSH_CLOSED, SSH_TIMEOUT.
 */
export function createForwardDial(
  connection: SshConnection,
  port: number,
  timeoutMs: number,
): (signal: AbortSignal) => Promise<Duplex> {
  let order: readonly string[] = addresses;
  return async (signal) => {
    let refusal: unknown;
    let closed: unknown;
    for (const address of order) {
      try {
        const stream = await connection.forward(address, port, { timeoutMs, signal });
        order = [address, ...addresses.filter((other) => other !== address)];
        return stream;
      } catch (error) {
        if (!isMidwatchError(error)) throw error;
        if (error.code === "SSH_FORWARD_REFUSED") refusal ??= error;
        else if (error.code === "SSH_REFUSED") closed ??= error;
        else throw error;
      }
    }
    // A port that one address would open is allowed: it is closed, not forbidden.
    throw closed ?? refusal;
  };
}
