import { afterEach, describe, expect, it, vi } from "vitest";
import { FrameScheduler } from "../../../../renderer/charts/frameScheduler.ts";

function fakeFrames() {
  const waiting: (() => void)[] = [];
  vi.stubGlobal("requestAnimationFrame", (call: () => void) => waiting.push(call));
  vi.stubGlobal("cancelAnimationFrame", () => {});
  return { requested: () => waiting.length, next: () => waiting.shift()?.() };
}

afterEach(() => vi.unstubAllGlobals());

describe("FrameScheduler", () => {
  it("asks for one frame and runs each piece of work once", () => {
    const frames = fakeFrames();
    const scheduler = new FrameScheduler();
    const a = vi.fn();
    const b = vi.fn();
    for (let i = 0; i < 5; i += 1) {
      scheduler.request(a);
      scheduler.request(b);
    }
    expect(frames.requested()).toBe(1);
    frames.next();
    expect([a.mock.calls.length, b.mock.calls.length]).toEqual([1, 1]);
  });

  it("leaves work that is asked for while drawing to the next frame", () => {
    const frames = fakeFrames();
    const scheduler = new FrameScheduler();
    const again = vi.fn();
    scheduler.request(() => scheduler.request(again));
    frames.next();
    expect(again).not.toHaveBeenCalled();
    frames.next();
    expect(again).toHaveBeenCalledOnce();
  });

  it("goes on in the next frame when one is full, in order, and draws at least one piece in each", () => {
    const frames = fakeFrames();
    const scheduler = new FrameScheduler();
    let nowMs = 0;
    vi.spyOn(performance, "now").mockImplementation(() => nowMs);
    const drawn: number[] = [];
    for (const [index, ms] of [3, 3, 3, 20, 1].entries()) {
      scheduler.request(() => {
        nowMs += ms;
        drawn.push(index);
      });
    }
    const counts = [1, 2, 3].map(() => {
      frames.next();
      return drawn.length;
    });
    expect(counts).toEqual([3, 4, 5]);
    expect(drawn).toEqual([0, 1, 2, 3, 4]);
    expect(frames.requested()).toBe(0);
    vi.restoreAllMocks();
  });

  it("runs the rest when one piece fails, and then reports the failure", () => {
    const frames = fakeFrames();
    const scheduler = new FrameScheduler();
    const rest = vi.fn();
    scheduler.request(() => {
      throw new Error("broken chart");
    });
    scheduler.request(rest);
    expect(() => frames.next()).toThrow("broken chart");
    expect(rest).toHaveBeenCalledOnce();
  });

  it("drops work that was taken back", () => {
    const frames = fakeFrames();
    const scheduler = new FrameScheduler();
    const work = vi.fn();
    scheduler.request(work).dispose();
    frames.next();
    expect(work).not.toHaveBeenCalled();
  });
});
