import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { ServerFrame } from "../../shared/contract/frames.ts";
import type { FramePort } from "../../shared/contract/port.ts";
import { PortEvents } from "../../shared/contract/portEvents.ts";
import type { PortPair } from "./memoryPorts.ts";

/** Two ends over a real MessageChannel of worker_threads: the semantics of Electron's ports. */
export function createNodeMessagePorts(): PortPair {
  const { port1, port2 } = new MessageChannel();
  return { client: createEnd<unknown, ServerFrame>(port1), server: createEnd<ServerFrame, unknown>(port2) };
}

function createEnd<Out, In>(port: MessagePort): FramePort<Out, In> {
  const events = new PortEvents<In>();
  port.on("message", (frame: In) => events.frame(frame));
  port.on("close", () => events.close());
  return {
    post(frame) {
      if (!events.closed) port.postMessage(frame);
    },
    onFrame: events.onFrame,
    onClose: events.onClose,
    close: () => port.close(),
  };
}
