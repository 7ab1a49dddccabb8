import { once } from "node:events";
import type { ClientChannel } from "ssh2";
import { Emitter } from "../../../shared/base/emitter.ts";
import type { TerminalProcess } from "../openPty.ts";
import type { ChannelExit } from "./execChannel.ts";

/** A session channel with a pseudo-terminal on the host. `onEnding` is called when it is being closed from here. */
export function remoteTerminal(
  channel: ClientChannel,
  exited: () => ChannelExit | null,
  onEnding: () => void,
): TerminalProcess {
  const data = new Emitter<Uint8Array>();
  channel.pause();
  channel.on("data", (chunk: Buffer) => data.fire(chunk));
  // There is one stream on a terminal; `close` waits for the other one to be read nevertheless.
  channel.stderr.on("error", () => {}).resume();
  const exit = new Promise<ChannelExit>((resolve) => {
    channel.once("close", () => resolve(exited() ?? { exitCode: null, signal: null }));
  });
  return {
    onData: data.event,
    pause: () => channel.pause(),
    resume: () => channel.resume(),
    async write(bytes) {
      if (!channel.writable || channel.write(bytes)) return;
      await Promise.race([once(channel, "drain").catch(() => {}), exit]);
    },
    resize({ columns, rows }) {
      if (channel.writable) channel.setWindow(rows, columns, 0, 0);
    },
    exit,
    dispose() {
      data.dispose();
      channel.resume();
      // The server hangs up the terminal's programs when their channel closes.
      channel.end();
      channel.close();
      onEnding();
    },
  };
}
