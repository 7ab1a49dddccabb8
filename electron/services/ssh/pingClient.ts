import type { Client } from "ssh2";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { property } from "./sshErrors.ts";

/** An OpenSSH keepalive: every server answers a global request it does not know, if only with a refusal. */
export function pingClient(client: Client, timeoutMs: number, name: string): Promise<number> {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    const late = new MidwatchError("SSH_TIMEOUT", `${name} did not answer within ${timeoutMs} ms`, { retryable: true });
    const gone = new MidwatchError("SSH_CLOSED", `The connection to ${name} is closed`, { retryable: true });
    const settle = (error: Error | null) => {
      clearTimeout(timer);
      client.removeListener("close", onClose);
      if (error) reject(error);
      else resolve(performance.now() - startedMs);
    };
    const onClose = () => settle(gone);
    const timer = setTimeout(() => settle(late), timeoutMs);
    timer.unref();
    client.once("close", onClose);
    sendKeepalive(client, (error) => settle(error instanceof Error ? gone : null));
  });
}

/**
 * ssh2 has no public global request; its own keepalive sends this one and queues the answer in `_callbacks`, where a
 * lost connection leaves an Error and a refusal `true`.
 */
function sendKeepalive(client: Client, answered: (error: unknown) => void): void {
  const protocol = property(client, "_protocol");
  const callbacks = property(client, "_callbacks");
  const send = property(protocol, "ping");
  if (!Array.isArray(callbacks) || typeof send !== "function") throw new Error("ssh2 changed: no keepalive to send");
  callbacks.push(answered);
  send.call(protocol);
}
