import { cancelled } from "../../../../shared/base/cancel.ts";
import type { PrometheusApi, PrometheusReply } from "./types.ts";

interface Shared {
  readonly reply: Promise<PrometheusReply>;
  readonly abort: AbortController;
  waiting: number;
}

/** The same question asked again while it is under way is asked once; it ends when nobody waits for it any more. */
export function shareRequests(api: PrometheusApi): PrometheusApi {
  const running = new Map<string, Shared>();

  function shared(method: keyof PrometheusApi): PrometheusApi["ask"] {
    return ({ path, fields, signal }) => {
      if (signal?.aborted) return Promise.reject(cancelled(signal));
      const key = JSON.stringify([method, path, fields]);
      const one = running.get(key) ?? start(key, (own) => api[method]({ path, fields, signal: own }));
      one.waiting++;
      return new Promise((resolve, reject) => {
        const leave = () => {
          signal?.removeEventListener("abort", onAbort);
          if (--one.waiting === 0) end(key, one);
        };
        const onAbort = () => {
          leave();
          if (signal) reject(cancelled(signal));
        };
        signal?.addEventListener("abort", onAbort, { once: true });
        one.reply.then(
          (reply) => {
            leave();
            resolve(reply);
          },
          (error: unknown) => {
            leave();
            reject(error);
          },
        );
      });
    };
  }

  function start(key: string, ask: (signal: AbortSignal) => Promise<PrometheusReply>): Shared {
    const abort = new AbortController();
    const one: Shared = { reply: ask(abort.signal), abort, waiting: 0 };
    running.set(key, one);
    return one;
  }

  function end(key: string, one: Shared): void {
    if (running.get(key) === one) running.delete(key);
    one.abort.abort();
  }

  return { ask: shared("ask"), get: shared("get") };
}
