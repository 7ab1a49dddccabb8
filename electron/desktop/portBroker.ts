import type { ServerPort } from "../../shared/contract/port.ts";
import type { Log } from "../services/log.ts";
import { messageServerPort, type PagePort } from "./messagePort.ts";
import { isTrustedFrame, type SenderFrame } from "./trust.ts";

/** A frame that asks for a port. Posting throws when it is gone by then. */
interface AskingFrame<Port> extends SenderFrame {
  postMessage(channel: string, message: null, transfer: Port[]): void;
}

/**
 * Hands the page one port each time it asks (also after a reload or a crash), and closes the one before. Call it within
 * the event: the frame it came from may be gone after any wait.
 */
export function createPortBroker<Port extends PagePort>(dependencies: {
  readonly createChannel: () => { readonly port1: Port; readonly port2: Port };
  readonly accept: (port: ServerPort) => void;
  readonly log: Log;
}): (frame: AskingFrame<Port> | null) => void {
  const { createChannel, accept, log } = dependencies;
  let current: ServerPort | null = null;
  return (frame) => {
    if (!frame || !isTrustedFrame(frame)) {
      log.warn("port refused", { origin: frame?.origin ?? "gone" });
      return;
    }
    current?.close();
    const { port1, port2 } = createChannel();
    const port = messageServerPort(port1);
    current = port;
    accept(port);
    try {
      frame.postMessage("shell:port", null, [port2]);
    } catch (error) {
      log.warn("page went away before its port came", { error: String(error) });
      port.close();
    }
  };
}
