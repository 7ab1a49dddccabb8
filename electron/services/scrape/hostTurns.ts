import { type CancelSignal, cancelled } from "../../../shared/base/cancel.ts";
import type { SshConnection } from "../ssh/types.ts";

interface Waiting {
  readonly failedBefore: boolean;
  begin(): void;
}

interface Turns {
  taken: boolean;
  readonly waiting: Waiting[];
}

const turnsOf = new WeakMap<SshConnection, Turns>();

/**
 * One program at a time on a host: its connection has few sessions, and the collector needs them. Those whose last one
 * failed stand behind the others: one that hangs costs the others its own time and no more. Rejects when `signal` aborts
 * while it waits.
 */
export async function inTurn<T>(
  connection: SshConnection,
  { failedBefore, signal }: { readonly failedBefore: boolean; readonly signal: CancelSignal | undefined },
  ask: () => Promise<T>,
): Promise<T> {
  const turns = turnsOf.get(connection) ?? { taken: false, waiting: [] };
  turnsOf.set(connection, turns);
  await turnOf(turns, failedBefore, signal);
  try {
    return await ask();
  } finally {
    const next = turns.waiting.find((one) => !one.failedBefore) ?? turns.waiting[0];
    turns.taken = false;
    next?.begin();
  }
}

function turnOf(turns: Turns, failedBefore: boolean, signal: CancelSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelled(signal));
    const leave = () => {
      signal?.removeEventListener("abort", abandon);
      const place = turns.waiting.indexOf(waiting);
      if (place !== -1) turns.waiting.splice(place, 1);
    };
    const abandon = () => {
      leave();
      if (signal) reject(cancelled(signal));
    };
    const waiting: Waiting = {
      failedBefore,
      begin() {
        leave();
        turns.taken = true;
        resolve();
      },
    };
    if (!turns.taken) return waiting.begin();
    turns.waiting.push(waiting);
    signal?.addEventListener("abort", abandon, { once: true });
  });
}
