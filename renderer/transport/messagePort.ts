import type { ServerFrame } from "../../shared/contract/frames.ts";
import type { ClientPort } from "../../shared/contract/port.ts";
import { PortEvents } from "../../shared/contract/portEvents.ts";
import { isServerFrame } from "./serverFrame.ts";

/** The page's end of the desktop shell's port. It starts with its first listener, so nothing sent early is lost. */
export function messageClientPort(port: MessagePort): ClientPort {
  const events = new PortEvents<ServerFrame>();
  port.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (isServerFrame(data)) events.frame(data);
  });
  port.addEventListener("close", () => events.close());
  return {
    post(frame) {
      if (!events.closed) port.postMessage(frame);
    },
    onFrame(listener) {
      const listening = events.onFrame(listener);
      port.start();
      return listening;
    },
    onClose: events.onClose,
    close() {
      port.close();
      // A port tells its other end that it closed, not itself.
      events.close();
    },
  };
}
