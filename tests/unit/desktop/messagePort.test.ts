import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { messageServerPort } from "../../../electron/desktop/messagePort.ts";
import { ownBuffers } from "../../../electron/desktop/ownBuffers.ts";

class FakePagePort extends EventEmitter {
  readonly posted: unknown[] = [];
  started = false;
  start() {
    this.started = true;
  }
  postMessage(message: unknown) {
    this.posted.push(structuredClone(message));
  }
  close() {
    this.emit("close");
  }
}

describe("messageServerPort", () => {
  it("starts the port, passes frames both ways and closes once", () => {
    const page = new FakePagePort();
    const port = messageServerPort(page);
    const frames: unknown[] = [];
    let closes = 0;
    port.onFrame((frame) => frames.push(frame));
    port.onClose(() => {
      closes += 1;
    });
    page.emit("message", { data: { t: "cancel", id: 1 } });
    port.post({ t: "ok", id: 1, result: { value: Float64Array.of(1, Number.NaN) } });
    port.close();
    port.close();
    port.post({ t: "ok", id: 2, result: null });
    expect(page.started).toBe(true);
    expect(frames).toEqual([{ t: "cancel", id: 1 }]);
    expect(page.posted).toEqual([{ t: "ok", id: 1, result: { value: Float64Array.of(1, Number.NaN) } }]);
    expect(closes).toBe(1);
  });
});

describe("ownBuffers", () => {
  it("gives views their own buffers and leaves everything else as it is", () => {
    const pool = new Float64Array(1000).fill(7);
    const whole = Float64Array.of(1, 2);
    const value = { id: 1, values: [pool.subarray(2, 4), whole], text: "x", none: null };
    const owned = ownBuffers(value) as typeof value;
    expect(owned).toEqual(value);
    expect(owned.values.map((view) => view.buffer.byteLength)).toEqual([16, 16]);
    expect(owned.values[1]).toBe(whole);
    expect(value.values[0]?.buffer).toBe(pool.buffer);
  });

  it("turns a pooled Buffer into plain bytes", () => {
    const owned = ownBuffers(Buffer.from("hello"));
    expect(owned).toBeInstanceOf(Uint8Array);
    expect(Buffer.isBuffer(owned)).toBe(false);
    expect((owned as Uint8Array).buffer.byteLength).toBe(5);
  });

  it("keeps an object that needs no change", () => {
    const value = { a: [1, { b: "c" }] };
    expect(ownBuffers(value)).toBe(value);
  });
});
