import type { WebSocket } from "ws";
import type { Clock } from "../../shared/base/clock.ts";
import { type Disposable, toDisposable } from "../../shared/base/disposable.ts";
import { decodeFrame, encodeFrame } from "../../shared/contract/codec.ts";
import type { ServerPort } from "../../shared/contract/port.ts";
import { PortEvents } from "../../shared/contract/portEvents.ts";

/** Streams are bounded by credit, so only a browser that has stopped reading lets this much pile up. */
const maxBufferedBytes = 32 * 1024 * 1024;
const pingEveryMs = 15_000;

/** One browser. It is dropped when it stops reading, or leaves a ping unanswered until the next one is due. */
export function webSocketServerPort(socket: WebSocket, clock: Clock): ServerPort {
  const events = new PortEvents<unknown>();
  const keepAlive = pingRegularly(socket, clock);
  const end = () => {
    keepAlive.dispose();
    events.close();
  };
  socket.binaryType = "nodebuffer";
  socket.on("message", (data, isBinary) => events.frame(read(data, isBinary)));
  socket.on("close", end);
  // An error is always followed by a close; without a listener it would end the process.
  socket.on("error", () => {});
  return {
    post(frame) {
      if (events.closed || socket.readyState !== socket.OPEN) return;
      socket.send(encodeFrame(frame));
      if (socket.bufferedAmount > maxBufferedBytes) socket.terminate();
    },
    onFrame: events.onFrame,
    onClose: events.onClose,
    close: () => socket.close(),
  };
}

/** A message that cannot be read becomes undefined, which has no frame's shape: the contract answers and closes. */
function read(data: unknown, isBinary: boolean): unknown {
  if (!Buffer.isBuffer(data)) return undefined;
  try {
    return decodeFrame(isBinary ? data : data.toString("utf8"));
  } catch {
    return undefined;
  }
}

function pingRegularly(socket: WebSocket, clock: Clock): Disposable {
  let answered = true;
  socket.on("pong", () => {
    answered = true;
  });
  const tick = () => {
    if (!answered) {
      socket.terminate();
      return;
    }
    answered = false;
    socket.ping();
    next = clock.after(pingEveryMs, tick);
  };
  let next = clock.after(pingEveryMs, tick);
  return toDisposable(() => next.dispose());
}
