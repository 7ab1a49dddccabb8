import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { createPortBroker } from "../../../electron/desktop/portBroker.ts";
import { silentLog } from "../../../electron/services/log.ts";
import type { ServerPort } from "../../../shared/contract/port.ts";

/** Like Electron's: closing one side tells the other. */
class FakePort extends EventEmitter {
  closed = false;
  start() {}
  postMessage() {}
  close() {
    if (this.closed) return;
    this.closed = true;
    this.emit("close");
  }
}

function setUp() {
  const handed: FakePort[] = [];
  const accepted: ServerPort[] = [];
  const closes: number[] = [];
  const hand = createPortBroker({
    createChannel: () => ({ port1: new FakePort(), port2: new FakePort() }),
    accept: (port) => {
      const number = accepted.push(port);
      port.onClose(() => closes.push(number));
    },
    log: silentLog,
  });
  const frame = {
    origin: "app://console",
    parent: null as unknown,
    postMessage: (_channel: string, _message: null, [port]: FakePort[]) => {
      if (port) handed.push(port);
    },
  };
  return { hand, frame, handed, accepted, closes };
}

describe("the port broker", () => {
  it("hands the page a port and serves the other end", () => {
    const { hand, frame, handed, accepted } = setUp();
    hand(frame);
    expect([handed.length, accepted.length]).toEqual([1, 1]);
  });

  it("closes the port before when the page asks again, as after a reload", () => {
    const { hand, frame, accepted, closes } = setUp();
    hand(frame);
    hand(frame);
    expect(accepted).toHaveLength(2);
    expect(closes).toEqual([1]);
  });

  it("frees what it served when the page is gone by then", () => {
    const { hand, frame, accepted, closes } = setUp();
    hand({
      ...frame,
      postMessage: () => {
        throw new Error("Render frame was disposed");
      },
    });
    expect([accepted.length, closes]).toEqual([1, [1]]);
  });

  it.each([
    ["no frame", null],
    ["a frame inside the page", { origin: "app://console", parent: {} }],
    ["another origin", { origin: "https://evil.example", parent: null }],
  ])("refuses %s and leaves the page's own port alone", (_what, asker) => {
    const { hand, frame, accepted, closes } = setUp();
    hand(frame);
    hand(asker && { ...frame, ...asker });
    expect([accepted.length, closes]).toEqual([1, []]);
  });
});
