import { type CancelSignal, cancelled } from "../../../../shared/base/cancel.ts";
import { shareWork } from "../../shareWork.ts";
import type { PrometheusApi, PrometheusReply } from "./types.ts";

type Wait = (signal: CancelSignal | undefined) => Promise<PrometheusReply>;

/** The same question asked again while it is under way is asked once; it ends when nobody waits for it any more. */
export function shareRequests(api: PrometheusApi): PrometheusApi {
  const running = new Map<string, Wait>();

  function shared(method: keyof PrometheusApi): PrometheusApi["ask"] {
    return ({ path, fields, signal }) => {
      if (signal?.aborted) return Promise.reject(cancelled(signal));
      const key = JSON.stringify([method, path, fields]);
      const wait = running.get(key) ?? start(key, (own) => api[method]({ path, fields, signal: own }));
      return wait(signal);
    };
  }

  function start(key: string, ask: (signal: CancelSignal) => Promise<PrometheusReply>): Wait {
    const wait: Wait = shareWork(ask, () => {
      if (running.get(key) === wait) running.delete(key);
    });
    running.set(key, wait);
    return wait;
  }

  return { ask: shared("ask"), get: shared("get") };
}
