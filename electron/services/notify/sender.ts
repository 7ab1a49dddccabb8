import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, toDisposable } from "../../../shared/base/disposable.ts";
import { errorText } from "../../../shared/base/errors.ts";
import type { NotifyChannel } from "../../../shared/domain/workspace/notifyChannel.ts";
import type { Log } from "../log.ts";
import { knowsTwins } from "./createDeliver.ts";
import type { DueDelivery, Outbox } from "./outbox.ts";
import type { Deliver, Outcome } from "./types.ts";

export interface Sender {
  /** Attempts whatever is due. */
  pump(): void;
  /** Lets what is on its way end, for a few seconds. */
  close(): Promise<void>;
}

const firstRetryMs = 2_000;
const longestRetryMs = 5 * 60_000;
const longestWishMs = 15 * 60_000;
/** A page that is an hour old tells nobody anything new: it is given up, and shown as such. */
const giveUpMs = 60 * 60_000;
const graceMs = 3_000;
/** Of whatever an attempt does by itself not bound. */
const attemptMs = 60_000;

/** Sends what the outbox holds: one message at a time to each channel, again and again until it is taken, refused or too old. */
export function createSender(options: {
  readonly outbox: Outbox;
  readonly deliver: Deliver;
  readonly channelOf: (name: string) => NotifyChannel | undefined;
  /** Whether this console sends at all now. */
  readonly isOn: () => boolean;
  readonly told: () => void;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}): Sender {
  const { outbox, deliver, channelOf, isOn, told, clock, random, log } = options;
  const ending = new AbortController();
  const running = new Map<string, Promise<void>>();
  let timer: Disposable = toDisposable(() => {});
  let isClosed = false;

  function pump(): void {
    timer.dispose();
    if (isClosed || !isOn()) return;
    for (const delivery of outbox.due(clock.nowMs())) {
      if (!running.has(delivery.channel)) running.set(delivery.channel, send(delivery));
    }
    const nextMs = outbox.nextDueMs();
    // What is due but waits for its channel comes as soon as that is free.
    if (nextMs !== null && nextMs > clock.nowMs()) timer = clock.after(nextMs - clock.nowMs(), pump);
  }

  async function send(delivery: DueDelivery): Promise<void> {
    try {
      outbox.sending(delivery.id);
      told();
      const outcome = await attempt(delivery);
      if (outcome) settle(delivery, outcome);
    } catch (error) {
      log.error("The outbox cannot be written, so pages wait", { error: errorText(error) });
      timer.dispose();
      timer = clock.after(longestRetryMs, pump);
      return;
    } finally {
      running.delete(delivery.channel);
      told();
    }
    pump();
  }

  /** Null when the console ended meanwhile. */
  async function attempt({ channel: name, message }: DueDelivery): Promise<Outcome | null> {
    const channel = channelOf(name);
    if (!channel) return { kind: "refused", reason: `The workspace has no channel called ${name} any more` };
    const late = new AbortController();
    const deadline = clock.after(attemptMs, () => late.abort());
    try {
      return await deliver(channel, message, AbortSignal.any([ending.signal, late.signal]));
    } catch (error) {
      if (ending.signal.aborted) return null;
      const reason = late.signal.aborted ? `Not done within ${attemptMs / 1000} s` : errorText(error);
      return knowsTwins(channel) ? { kind: "retry", reason, waitMs: null } : { kind: "unsure", reason };
    } finally {
      deadline.dispose();
    }
  }

  function settle({ id, channel, attempts, queuedMs }: DueDelivery, outcome: Outcome): void {
    const nowMs = clock.nowMs();
    const { kind, reason } = outcome;
    const nextMs = kind === "retry" ? nowMs + waitMs(attempts, outcome.waitMs, random) : null;
    if (nextMs !== null && nextMs - queuedMs < giveUpMs && reason !== null) {
      outbox.again(id, nextMs, reason);
      return;
    }
    if (kind !== "delivered") log.warn("A page was not delivered", { channel, reason });
    const told = nextMs === null ? reason : `Given up after ${attempts + 1} attempts: ${reason}`;
    outbox.settle(id, kind === "delivered" || kind === "unsure" ? kind : "failed", nowMs, told);
  }

  return {
    pump,
    async close() {
      isClosed = true;
      timer.dispose();
      const grace = clock.after(graceMs, () => ending.abort());
      await Promise.all(running.values());
      grace.dispose();
    },
  };
}

/** Twice as long each time, half of it by chance, and never sooner than the other side asked. */
function waitMs(attempts: number, wishMs: number | null, random: () => number): number {
  const longMs = Math.min(longestRetryMs, firstRetryMs * 2 ** attempts);
  return Math.max(longMs * (0.5 + random() / 2), Math.min(wishMs ?? 0, longestWishMs));
}
