import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { TerminalTarget } from "../../../shared/domain/terminal/target.ts";
import type { TerminalExit, TerminalProcess } from "../openPty.ts";
import { OutputRing } from "./outputRing.ts";
import type { Terminal, TerminalOutput } from "./types.ts";

/** For pages that come back; a page has at most a small part of it under way. */
const keptBytes = 2 ** 20;
/** The program waits when this much was not taken yet, and goes on below the half: what is typed must not stand behind more. */
const mostAheadBytes = 128 * 1024;
const chunkBytes = 32 * 1024;
/** A terminal that no page follows for so long ends. */
const abandonedAfterMs = 10 * 60_000;

interface TerminalOptions {
  readonly id: string;
  readonly target: TerminalTarget;
  readonly process: TerminalProcess;
  /** True when the connection under it went away by itself. */
  readonly isLost: () => boolean;
  readonly clock: Clock;
  readonly onEnd: (exit: TerminalExit, printedBytes: number) => void;
  /** It ended and nobody needs to hear of it any more. */
  readonly onGone: () => void;
}

/** A program on a terminal and the page that looks at it: whatever is not taken holds the program up, and nothing is dropped. */
export function createTerminal({ id, target, process, isLost, clock, onEnd, onGone }: TerminalOptions): Terminal {
  const ring = new OutputRing(keptBytes);
  const changed = new Emitter<void>();
  let taken = 0;
  let paused = false;
  let exit: TerminalExit | null = null;
  let followers = 0;
  let abandoned: Disposable | null = null;
  let isUnwanted = false;

  const flow = () => {
    const ahead = ring.end - taken;
    if (paused ? ahead > mostAheadBytes / 2 : ahead <= mostAheadBytes) return;
    paused = !paused;
    if (paused) process.pause();
    else process.resume();
  };
  const expectPage = () => {
    abandoned?.dispose();
    abandoned = clock.after(abandonedAfterMs, hangUp);
  };

  function hangUp(): void {
    isUnwanted = true;
    abandoned?.dispose();
    process.dispose();
    if (exit) onGone();
  }

  process.onData((bytes) => {
    ring.append(bytes);
    flow();
    changed.fire();
  });
  const closed = process.exit.then((ended) => {
    exit = ended;
    onEnd(ended, ring.end);
    changed.fire();
    if (isUnwanted) onGone();
  });
  expectPage();
  process.resume();

  async function* follow(fromByte: number, signal: CancelSignal): AsyncGenerator<TerminalOutput, void> {
    followers += 1;
    const own = followers;
    abandoned?.dispose();
    changed.fire();
    let at = Math.min(fromByte, ring.end);
    let isTold = false;
    try {
      if (at < ring.start) {
        yield { kind: "missed", bytes: ring.start - at };
        at = ring.start;
      }
      while (!signal.aborted) {
        if (own !== followers) throw new MidwatchError("CONFLICT", "This terminal is shown by another page now");
        if (at < ring.end) {
          const data = ring.read(at, chunkBytes);
          const from = at;
          at += data.length;
          taken = at;
          flow();
          yield { kind: "output", fromByte: from, data };
        } else if (exit) {
          isTold = true;
          yield { kind: "ended", ...exit, lost: exit.exitCode === null && isLost() };
          return;
        } else await next(signal);
      }
    } finally {
      if (isTold) onGone();
      else if (own === followers && !isUnwanted) expectPage();
    }
  }

  /** Something came, or ended. */
  function next(signal: CancelSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        listening.dispose();
        signal.removeEventListener("abort", done);
        resolve();
      };
      const listening = changed.event(done);
      signal.addEventListener("abort", done, { once: true });
    });
  }

  return {
    id,
    target,
    follow,
    write: (data) => process.write(data),
    resize: (size) => process.resize(size),
    closed,
    dispose: hangUp,
  };
}
