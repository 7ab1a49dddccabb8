import type { ServerFrame } from "../../shared/contract/frames.ts";
import type { FramePort, ServerPort } from "../../shared/contract/port.ts";
import { PortEvents } from "../../shared/contract/portEvents.ts";

export interface PortPair {
  /** A client's end that may also post what no client would. */
  readonly client: FramePort<unknown, ServerFrame>;
  readonly server: ServerPort;
}

/** Two ends of a transport in memory: frames are structured-cloned and arrive later, in order, as over a real one. */
export function createMemoryPorts(): PortPair {
  const toServer = new PortEvents<unknown>();
  const toClient = new PortEvents<ServerFrame>();
  const close = () =>
    queueMicrotask(() => {
      toServer.close();
      toClient.close();
    });
  return {
    client: createEnd<unknown, ServerFrame>(toClient, (frame) => toServer.frame(frame), close),
    server: createEnd<ServerFrame, unknown>(toServer, (frame) => toClient.frame(frame), close),
  };
}

function createEnd<Out, In>(
  events: PortEvents<In>,
  deliver: (frame: Out) => void,
  close: () => void,
): FramePort<Out, In> {
  return {
    post(frame) {
      if (events.closed) return;
      const copy = structuredClone(frame);
      queueMicrotask(() => deliver(copy));
    },
    onFrame: events.onFrame,
    onClose: events.onClose,
    close,
  };
}
