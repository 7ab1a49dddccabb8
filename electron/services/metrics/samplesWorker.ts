import { parentPort, workerData } from "node:worker_threads";
import { Scoring } from "../../../shared/domain/anomaly/scoring.ts";
import type { ColumnFrame } from "../../../shared/domain/metrics/model.ts";
import { systemClock } from "../systemClock.ts";
import { SampleStore } from "./sampleStore.ts";
import { Slices } from "./slices.ts";
import { toWireFailure } from "./wireFailure.ts";
import type { FromWorker, StoreQuery, ToWorker, WorkerOptions, WorkerRequest } from "./workerMessages.ts";

const retentionIntervalMs = 600_000;
/** Between two bounded deletions, so that rows get their turn. */
const retentionPauseMs = 100;

interface WorkerAnswer {
  readonly result: unknown;
  readonly transfer?: ArrayBuffer[];
}

function start(port: NonNullable<typeof parentPort>, options: WorkerOptions): void {
  const store = new SampleStore(options, systemClock);
  const scoring = new Scoring();
  const slices = new Slices();
  const post = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  const flush = setInterval(() => store.flush(), options.flushIntervalMs);
  let retention: NodeJS.Timeout;
  const expire = () => {
    retention = setTimeout(expire, store.deleteExpired() ? retentionPauseMs : retentionIntervalMs);
  };
  expire();

  port.on("message", (message: ToWorker) => {
    if (message.kind === "rows") {
      const { batch } = message;
      store.apply(message);
      post({ kind: "taken", batch }, [batch.buffer]);
      return;
    }
    const { id, request } = message;
    const onDone = (result: unknown, transfer?: ArrayBuffer[]) => post({ kind: "done", id, result }, transfer);
    const onError = (error: unknown) => post({ kind: "failed", id, error: toWireFailure(error) });
    if (request.kind === "score") {
      const isCancelled = () => Atomics.load(request.cancel, 0) !== 0;
      slices.add({ steps: scoring.answer(request.asked), isCancelled, onDone, onError });
      return;
    }
    try {
      const { result, transfer } = answer(request);
      onDone(result, transfer);
    } catch (error) {
      onError(error);
    }
    if (request.kind === "close") port.close();
  });

  function answer(request: Exclude<WorkerRequest, { kind: "score" }>): WorkerAnswer {
    switch (request.kind) {
      case "query":
        return answerQuery(store, request.query, () => Atomics.load(request.cancel, 0) !== 0);
      case "writeBatch": {
        const batch = store.writeBatch(request.request);
        return { result: batch, transfer: [batch.body.buffer] };
      }
      case "stats":
        return { result: store.stats() };
      case "close":
        clearInterval(flush);
        clearTimeout(retention);
        slices.stop();
        return { result: store.close() };
    }
  }
}

function answerQuery(store: SampleStore, asked: StoreQuery, isCancelled: () => boolean): WorkerAnswer {
  switch (asked.kind) {
    case "queryRange": {
      const result = store.queryRange(asked.query, isCancelled);
      return { result, transfer: buffersOf(result.frame) };
    }
    case "queryInstant":
      return { result: store.queryInstant(asked.query, isCancelled) };
    case "labelNames":
      return { result: store.labelNames(asked.query, isCancelled) };
    case "labelValues":
      return { result: store.labelValues(asked.label, asked.query, isCancelled) };
    case "series":
      return { result: store.series(asked.query, isCancelled) };
  }
}

function buffersOf({ timesMs, values }: ColumnFrame): ArrayBuffer[] {
  return [timesMs, ...values].map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer);
}

if (parentPort) start(parentPort, workerData);
