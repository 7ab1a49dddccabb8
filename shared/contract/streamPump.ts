/** The widest window a client may open with: one that grants what it consumed never has more. */
const maxCredit = 1024;

export interface StreamPump {
  addCredit(credit: number): void;
  /** Stops pulling and returns the iterator; resolves when the producer has let go. Never rejects. */
  stop(): Promise<void>;
}

export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/**
 * Moves items from a producer to `send`, one pull at a time and only against credit: without credit the producer is
 * not asked, so it may coalesce or wait as it sees fit and nothing queues here.
 * Starts without credit. `end` is called once, unless `stop` came first.
 */
export function startPump(
  source: AsyncIterable<unknown>,
  sinks: { readonly send: (item: unknown) => void; readonly end: (failure?: { readonly error: unknown }) => void },
): StreamPump {
  const iterator = source[Symbol.asyncIterator]();
  let credit = 0;
  let pulling = false;
  let over = false;

  const letGo = async (): Promise<void> => {
    try {
      await iterator.return?.();
    } catch {
      // The consumer is gone or already has the first failure.
    }
  };

  const pull = async (): Promise<void> => {
    pulling = true;
    try {
      while (credit > 0 && !over) {
        const step = await iterator.next();
        if (over) return;
        if (step.done) {
          over = true;
          return sinks.end();
        }
        credit -= 1;
        sinks.send(step.value);
      }
    } catch (error) {
      if (over) return;
      over = true;
      void letGo();
      sinks.end({ error });
    } finally {
      pulling = false;
    }
  };

  return {
    addCredit(more) {
      credit = Math.min(maxCredit, credit + more);
      if (!pulling && !over) void pull();
    },
    stop() {
      over = true;
      return letGo();
    },
  };
}
