import type { MessagePortMain } from "electron";
import type { ServerPort } from "../../shared/contract/port.ts";
import { PortEvents } from "../../shared/contract/portEvents.ts";
import { ownBuffers } from "./ownBuffers.ts";

/** The parts of Electron's MessagePortMain that a port of ours needs. */
export type PagePort = Pick<MessagePortMain, "start" | "close" | "postMessage"> & {
  on(event: "message", listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: "close", listener: () => void): unknown;
};

/** A page's MessagePort as a contract port. Typed arrays are cloned: Electron refuses buffers in a transfer list. */
export function messageServerPort(port: PagePort): ServerPort {
  const events = new PortEvents<unknown>();
  port.on("message", ({ data }) => events.frame(data));
  port.on("close", () => events.close());
  port.start();
  return {
    post(frame) {
      if (!events.closed) port.postMessage(ownBuffers(frame));
    },
    onFrame: events.onFrame,
    onClose: events.onClose,
    close() {
      port.close();
      events.close();
    },
  };
}
