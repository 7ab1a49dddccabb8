import type { Disposable } from "../base/disposable.ts";
import type { ClientFrame, ServerFrame } from "./frames.ts";

/**
 * A transport: MessagePort on the desktop, WebSocket in a browser, memory in tests.
 * Frames are structured data; typed arrays inside them arrive as typed arrays.
 * `onClose` fires once, also when the other side vanished; posting to a closed port does nothing.
 */
export interface FramePort<Out, In> {
  post(frame: Out): void;
  onFrame(listener: (frame: In) => void): Disposable;
  onClose(listener: () => void): Disposable;
  close(): void;
}

export type ClientPort = FramePort<ClientFrame, ServerFrame>;
/** What arrives at the privileged side is unknown until it is checked. */
export type ServerPort = FramePort<ServerFrame, unknown>;
