import { Worker } from "node:worker_threads";
import { type CancelSignal, cancelled, throwIfCancelled } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import type { Log } from "../log.ts";
import type { AnomalyRequest, FromWorker, ToWorker } from "./workerMessages.ts";

const answerTimeoutMs = 30_000;
/** It works once in a while: room for more new objects would only be kept. */
const resourceLimits = { maxYoungGenerationSizeMb: 3 };

interface Pending {
  resolve(result: unknown): void;
  reject(error: MidwatchError): void;
}

/** The thread that looks for what is unusual: started when it is first asked, and again after it ended. */
export interface AnomalyWorkerLink extends Disposable {
  /** Rejects with UNAVAILABLE (retryable) when the thread ends before it answers, TIMEOUT, CANCELLED, or INTERNAL. */
  ask<T>(asked: AnomalyRequest, signal?: CancelSignal): Promise<T>;
}

export function createWorkerLink(options: {
  readonly workerFile: string;
  readonly clock: Clock;
  readonly log: Log;
  /** What the thread knew is gone. */
  readonly onEnded: () => void;
}): AnomalyWorkerLink {
  const { workerFile, clock, log, onEnded } = options;
  const pending = new Map<number, Pending>();
  let worker: Worker | null = null;
  let lastId = 0;
  let isDisposed = false;

  function start(): Worker {
    const started = new Worker(workerFile, { resourceLimits });
    started.on("message", receive);
    started.on("error", (error) => log.error("Looking for anomalies failed", { error: errorText(error) }));
    started.once("exit", () => {
      if (worker !== started) return;
      worker = null;
      rejectAll("The thread that looks for anomalies ended and is started again when it is next asked");
      onEnded();
    });
    return started;
  }

  function receive(message: FromWorker): void {
    const waiting = pending.get(message.id);
    if (message.kind === "done") waiting?.resolve(message.result);
    else waiting?.reject(new MidwatchError("INTERNAL", message.message));
  }

  function rejectAll(why: string): void {
    for (const waiting of [...pending.values()]) {
      waiting.reject(new MidwatchError("UNAVAILABLE", why, { retryable: !isDisposed }));
    }
  }

  return {
    ask<T>(asked: AnomalyRequest, signal?: CancelSignal): Promise<T> {
      throwIfCancelled(signal);
      if (isDisposed) return Promise.reject(new MidwatchError("UNAVAILABLE", "Anomalies are not looked for any more"));
      worker ??= start();
      const to = worker;
      lastId += 1;
      const id = lastId;
      return new Promise<T>((resolve, reject) => {
        const settle = () => {
          pending.delete(id);
          timeout.dispose();
          signal?.removeEventListener("abort", onAbort);
        };
        const give = (error: MidwatchError) => {
          settle();
          reject(error);
        };
        const onAbort = () => signal && give(cancelled(signal));
        const timeout = clock.after(answerTimeoutMs, () =>
          give(new MidwatchError("TIMEOUT", `Looking for anomalies took longer than ${answerTimeoutMs / 1000} s`)),
        );
        signal?.addEventListener("abort", onAbort, { once: true });
        pending.set(id, {
          resolve(result) {
            settle();
            resolve(result as T);
          },
          reject: give,
        });
        to.postMessage({ id, asked } satisfies ToWorker);
      });
    },
    dispose() {
      isDisposed = true;
      const ending = worker;
      worker = null;
      rejectAll("Anomalies are not looked for any more");
      void ending?.terminate();
    },
  };
}
