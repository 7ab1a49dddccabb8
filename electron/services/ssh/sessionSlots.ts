import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import { deadline, orAborted } from "./deadline.ts";
import { Semaphore } from "./semaphore.ts";

/** sshd allows ten by default; three are enough for us and leave room for the user's own. */
const sessionChannels = 3;
/** How long a session may wait for one of ours to end. */
const longestWaitMs = 10_000;
/** A person waits for a terminal, and there is another way to open one. */
export const terminalTimeoutMs = 3000;
const mostLonelyRefusals = 3;
const firstPauseMs = 50;

export interface SessionLimits {
  readonly timeoutMs: number;
  readonly signal: CancelSignal | undefined;
  /** For a session of no known end: it opens only where one place stays free, so that commands go on. */
  readonly leavesOne?: boolean;
}

export interface SessionSlots {
  /**
   * Opens a session when there is room; `open` gets the function that gives the place back. When the server allows
   * fewer than we hoped for, waits for one of ours. Rejects with SSH_CHANNEL_REFUSED when there is none or none ends.
   */
  run<T>(open: (release: () => void) => Promise<T>, limits: SessionLimits): Promise<T>;
}

export function createSessionSlots(name: string, isRefusal: (error: unknown) => boolean): SessionSlots {
  const sessions = new Semaphore(sessionChannels);

  function refused(why: string, cause?: unknown): MidwatchError {
    return new MidwatchError(
      "SSH_CHANNEL_REFUSED",
      `${name} gives no session (${why}): it may allow forwarding only, or its MaxSessions is used up`,
      { retryable: true, ...(cause === undefined ? {} : { cause }) },
    );
  }

  return {
    async run(open, { timeoutMs, signal, leavesOne = false }) {
      const late = refused("those it allows are all in use");
      const limit = deadline(Math.min(timeoutMs, longestWaitMs), late, signal);
      try {
        for (let lonelyRefusals = 0; ; ) {
          const release = await sessions.acquire(limit.signal);
          let leave = () => {};
          let others = 0;
          try {
            if (leavesOne) leave = await sessions.acquire(limit.signal);
            others = sessions.inUse - (leavesOne ? 2 : 1);
            return await open(release);
          } catch (error) {
            release();
            if (!isRefusal(error)) throw error;
            if (others > 0) {
              sessions.lower(others);
              continue;
            }
            // A server may count a session a moment longer than its channel lives.
            lonelyRefusals += 1;
            if (lonelyRefusals > mostLonelyRefusals) throw refused(errorText(error), error);
            await orAborted(pause(lonelyRefusals * firstPauseMs), limit.signal);
          } finally {
            leave();
          }
        }
      } finally {
        limit.dispose();
      }
    },
  };
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
