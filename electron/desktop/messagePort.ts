import type { MessagePortMain } from "electron";
import { toDisposable } from "../../shared/base/disposable.ts";
import type { ServerPort } from "../../shared/contract/port.ts";

/** A page's MessagePort as a contract port. Typed arrays are cloned: Electron refuses buffers in a transfer list. */
export function messageServerPort(port: MessagePortMain): ServerPort {
  port.start();
  return {
    post(frame) {
      port.postMessage(frame);
    },
    onFrame(listener) {
      const receive = ({ data }: { data: unknown }) => listener(data);
      port.on("message", receive);
      return toDisposable(() => port.off("message", receive));
    },
    onClose(listener) {
      port.once("close", listener);
      return toDisposable(() => port.off("close", listener));
    },
    close() {
      port.close();
    },
  };
}
