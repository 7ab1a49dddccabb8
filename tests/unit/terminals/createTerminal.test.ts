import { describe, expect, it } from "vitest";
import type { TerminalExit, TerminalProcess } from "../../../electron/services/openPty.ts";
import { createTerminal } from "../../../electron/services/terminals/createTerminal.ts";
import type { TerminalOutput } from "../../../electron/services/terminals/types.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

const minuteMs = 60_000;

function setUp() {
  const clock = new ManualClock();
  const data = new Emitter<Uint8Array>();
  let end: (exit: TerminalExit) => void = () => {};
  let isPaused = true;
  let hungUp = 0;
  let gone = 0;
  const process: TerminalProcess = {
    onData: data.event,
    pause: () => {
      isPaused = true;
    },
    resume: () => {
      isPaused = false;
    },
    write: async () => {},
    resize() {},
    exit: new Promise((resolve) => {
      end = resolve;
    }),
    dispose() {
      hungUp += 1;
      end({ exitCode: null, signal: "HUP" });
    },
  };
  const ends: number[] = [];
  const terminal = createTerminal({
    id: "t",
    target: { kind: "host", host: "gpu-a01" },
    process,
    isLost: () => false,
    clock,
    onEnd: (_exit, printedBytes) => ends.push(printedBytes),
    onGone: () => {
      gone += 1;
    },
  });
  return {
    clock,
    terminal,
    ends,
    print: (bytes: number) => data.fire(new Uint8Array(bytes)),
    end: (exit: TerminalExit) => end(exit),
    get isPaused() {
      return isPaused;
    },
    get hungUp() {
      return hungUp;
    },
    get gone() {
      return gone;
    },
  };
}

const never = new AbortController().signal;

/** Bytes that a follower gets by pulling `pulls` times. */
async function pull(items: AsyncGenerator<TerminalOutput, void>, pulls: number): Promise<number> {
  let bytes = 0;
  for (let count = 0; count < pulls; count += 1) {
    const { value } = await items.next();
    if (value?.kind === "output") bytes += value.data.length;
  }
  return bytes;
}

describe("a terminal of the console", () => {
  it("holds its program up while what it printed is not taken", async () => {
    const rig = setUp();
    expect(rig.isPaused).toBe(false);
    rig.print(128 * 1024);
    expect(rig.isPaused).toBe(false);
    rig.print(1);
    expect(rig.isPaused).toBe(true);
    const items = rig.terminal.follow(0, never);
    expect(await pull(items, 1)).toBe(32 * 1024);
    expect(rig.isPaused).toBe(true);
    expect(await pull(items, 2)).toBe(64 * 1024);
    expect(rig.isPaused).toBe(false);
  });

  it("goes on for a page that was away where that page was", async () => {
    const rig = setUp();
    rig.print(1000);
    await pull(rig.terminal.follow(0, never), 1);
    rig.print(500);
    const { value } = await rig.terminal.follow(900, never).next();
    expect(value).toMatchObject({ kind: "output", fromByte: 900 });
    expect(value?.kind === "output" && value.data.length).toBe(600);
  });

  it("tells how much of it is not kept any more", async () => {
    const rig = setUp();
    rig.print(2 ** 20 + 300);
    const items = rig.terminal.follow(100, never);
    expect((await items.next()).value).toEqual({ kind: "missed", bytes: 200 });
    expect((await items.next()).value).toMatchObject({ kind: "output", fromByte: 300 });
  });

  it("is followed by one page, the newest", async () => {
    const rig = setUp();
    const first = rig.terminal.follow(0, never);
    const waiting = first.next();
    void rig.terminal.follow(0, never).next();
    await expect(waiting).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("tells its end after the last byte, and is then forgotten", async () => {
    const rig = setUp();
    rig.print(10);
    rig.end({ exitCode: 3, signal: null });
    await rig.terminal.closed;
    expect(rig.ends).toEqual([10]);
    expect(rig.gone).toBe(0);
    const items = rig.terminal.follow(0, never);
    expect((await items.next()).value).toMatchObject({ kind: "output" });
    expect((await items.next()).value).toEqual({ kind: "ended", exitCode: 3, signal: null, lost: false });
    await items.next();
    expect(rig.gone).toBe(1);
  });

  it("ends when no page came back to it for ten minutes, and no sooner", async () => {
    const rig = setUp();
    const page = new AbortController();
    const items = rig.terminal.follow(0, page.signal);
    const waiting = items.next();
    await rig.clock.advance(60 * minuteMs);
    expect(rig.hungUp).toBe(0);
    page.abort();
    await waiting;
    await rig.clock.advance(10 * minuteMs - 1);
    expect(rig.hungUp).toBe(0);
    await rig.clock.advance(1);
    expect(rig.hungUp).toBe(1);
    await rig.terminal.closed;
    await Promise.resolve();
    expect(rig.gone).toBe(1);
  });
});
