import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import { pingClient } from "./pingClient.ts";

const silenceMs = 15_000;
const answerMs = 30_000;

/**
 * Notices a peer that is gone without a word, until the client closes: one that was silent is asked, and hung up on when it
 * does not answer. ssh2's own keepalive asks those too that send something each second.
 */
export function keepAlive(client: Client, stream: Duplex, name: string): void {
  let heard = false;
  stream.on("data", () => {
    heard = true;
  });
  const timer = setInterval(() => {
    if (!heard) pingClient(client, answerMs, name).catch(() => stream.destroy());
    heard = false;
  }, silenceMs);
  timer.unref();
  client.once("close", () => clearInterval(timer));
}
