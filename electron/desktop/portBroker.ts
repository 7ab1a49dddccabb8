import { ipcMain, MessageChannelMain, type MessagePortMain } from "electron";
import type { ServerPort } from "../../shared/contract/port.ts";
import type { Log } from "../services/log.ts";
import { messageServerPort } from "./messagePort.ts";
import { isTrustedFrame } from "./trust.ts";

/** Hands the page one port each time it asks (also after a reload or a crash), and closes the one before. */
export function brokerPorts(accept: (port: ServerPort) => void, log: Log): void {
  let current: MessagePortMain | null = null;
  ipcMain.on("shell:connect", (event) => {
    const frame = event.senderFrame;
    if (!frame || !isTrustedFrame(frame)) {
      log.warn("port refused", { origin: frame?.origin ?? "gone" });
      return;
    }
    current?.close();
    const { port1, port2 } = new MessageChannelMain();
    current = port1;
    accept(messageServerPort(port1));
    try {
      frame.postMessage("shell:port", null, [port2]);
    } catch (error) {
      log.warn("page went away before its port came", { error: String(error) });
      port1.close();
    }
  });
}
