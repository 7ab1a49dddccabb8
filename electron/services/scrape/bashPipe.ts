import { Duplex } from "node:stream";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { SshConnection } from "../ssh/types.ts";

/**
 * A byte stream to a port of the host by way of a bash there, where sshd opens none: bash connects by itself, two `cat`
 * carry the bytes. What travels, TLS and secrets included, is ours; the process list shows the port.
 * It ends with its standard input, however silent the port is: sshd passes no signal on to a program of root's, and a
 * session that stays is missing to all others.
 */
export async function pipeByBash(connection: SshConnection, port: number, signal: AbortSignal): Promise<Duplex> {
  const script = [
    `{ exec 3<>/dev/tcp/127.0.0.1/${port} || exec 3<>/dev/tcp/::1/${port} ; } 2>/dev/null || exit 7`,
    "exec 4<&0",
    // The second cat takes bash's place, and with it the number that is ended here.
    "{ cat <&4 >&3 ; kill $$ ; } 2>/dev/null & exec cat <&3",
  ].join("; ");
  const remote = await connection.start(`exec bash -c '${script}'`, {
    operation: "scrape.pipe",
    signal,
  });
  remote.stderr.on("error", () => {}).resume();
  const stream = Duplex.from({ readable: remote.stdout, writable: remote.stdin });
  stream.on("error", () => {}).once("close", () => remote.dispose());
  void remote.exit.then(({ exitCode }) => {
    if (exitCode !== 7) return;
    stream.destroy(
      new MidwatchError("SSH_REFUSED", `Nothing answers at port ${port} of the host`, { retryable: true }),
    );
  });
  return stream;
}
