import { Worker } from "node:worker_threads";
import { type CancelSignal, cancelled } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import type { Log } from "../log.ts";
import { fromWireFailure } from "./wireFailure.ts";
import type { FromWorker, RowsMessage, WorkerOptions, WorkerRequest } from "./workerMessages.ts";

/** Beyond the worker's own time budget: only a worker that hangs lets this pass. */
const answerTimeoutMs = 30_000;
/** Doubled for each worker that ended without having answered anything. */
const firstRestartMs = 1_000;
const maxRestartMs = 60_000;

/** Three times the space for new objects, as V8 counts it: 2 MB, half of what `smallHeap.ts` gives other threads. */
const resourceLimits = { maxYoungGenerationSizeMb: 6 };

interface WorkerEvents {
  /** What `sendRows` handed over is read. */
  taken(batch: Float64Array<ArrayBuffer>): void;
  /** Another worker took the place of one that died. */
  restarted(): void;
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** The thread and the messages to and from it; a worker that dies is replaced. */
export class WorkerLink implements Disposable {
  /** What happened to the worker and what it cost; null while none has died. */
  problem: string | null = null;
  /** Doubles sent and not worked off yet. */
  queuedLength = 0;
  private readonly workerFile: string;
  private readonly workerOptions: WorkerOptions;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly events: WorkerEvents;
  private readonly pending = new Map<number, Pending>();
  private worker: Worker | null = null;
  private restart: Disposable | null = null;
  private lastId = 0;
  private futileStarts = 0;
  private lastError = "no reason given";
  private closed: Promise<void> | null = null;

  constructor(
    options: WorkerOptions & { readonly workerFile: string; readonly clock: Clock; readonly log: Log },
    events: WorkerEvents,
  ) {
    const { workerFile, clock, log, databaseFile, retentionMs, memoryCapBytes, flushIntervalMs } = options;
    this.workerFile = workerFile;
    this.workerOptions = { databaseFile, retentionMs, memoryCapBytes, flushIntervalMs };
    this.clock = clock;
    this.log = log;
    this.events = events;
    this.start();
  }

  /** Rows for a worker that is gone are lost: the series have a gap. */
  sendRows(message: RowsMessage): void {
    if (!this.worker || this.closed) return;
    this.queuedLength += message.batch.length;
    this.worker.postMessage(message, [message.batch.buffer]);
  }

  /** Rejects with the worker's failure, UNAVAILABLE without a worker, TIMEOUT, or CANCELLED (then `onCancel` has run). */
  request<T>(request: WorkerRequest, signal?: CancelSignal, onCancel?: () => void): Promise<T> {
    const { worker } = this;
    if (!worker || this.closed) return Promise.reject(this.unavailable());
    const id = ++this.lastId;
    return new Promise<T>((resolve, reject) => {
      const settle = () => {
        this.pending.delete(id);
        timeout.dispose();
        signal?.removeEventListener("abort", onAbort);
      };
      const give = (error: unknown) => {
        settle();
        onCancel?.();
        reject(error);
      };
      const onAbort = () => signal && give(cancelled(signal));
      const timeout = this.clock.after(answerTimeoutMs, () =>
        give(new MidwatchError("TIMEOUT", `The sample store did not answer within ${answerTimeoutMs / 1000} s`)),
      );
      signal?.addEventListener("abort", onAbort, { once: true });
      this.pending.set(id, {
        resolve(result) {
          settle();
          resolve(result as T);
        },
        reject(error) {
          settle();
          reject(error);
        },
      });
      worker.postMessage({ kind: "request", id, request });
    });
  }

  /** Lets the worker write what it holds; resolves when the thread has ended. */
  close(): Promise<void> {
    this.closed ??= this.shutDown();
    return this.closed;
  }

  dispose(): void {
    this.closed ??= Promise.resolve();
    this.restart?.dispose();
    this.rejectPending();
    void this.worker?.terminate();
    this.worker = null;
  }

  private async shutDown(): Promise<void> {
    this.restart?.dispose();
    const { worker } = this;
    if (!worker) return;
    try {
      const problem = await this.request<string | null>({ kind: "close" });
      if (problem !== null) this.log.error("Samples may not be saved", { problem });
    } catch (error) {
      this.log.error("Samples may not be saved: the store did not close", { error: errorText(error) });
    }
    await worker.terminate();
  }

  private start(): void {
    const worker = new Worker(this.workerFile, { workerData: this.workerOptions, resourceLimits });
    this.worker = worker;
    worker.on("message", (message: FromWorker) => this.receive(message));
    worker.on("error", (error) => {
      this.lastError = errorText(error);
      this.log.error("The sample store failed", { error: this.lastError });
    });
    worker.once("exit", () => this.ended(worker));
  }

  private receive(message: FromWorker): void {
    this.futileStarts = 0;
    if (message.kind === "taken") {
      this.queuedLength -= message.batch.length;
      this.events.taken(message.batch);
      return;
    }
    const pending = this.pending.get(message.id);
    if (message.kind === "done") pending?.resolve(message.result);
    else pending?.reject(fromWireFailure(message.error));
  }

  private ended(worker: Worker): void {
    if (this.worker !== worker) return;
    this.worker = null;
    this.queuedLength = 0;
    this.rejectPending();
    if (this.closed) return;
    const at = new Date(this.clock.nowMs()).toISOString();
    const what = `The sample store ended unexpectedly at ${at} (${this.lastError})`;
    this.problem = `${what} and is being started again: no samples are kept until then`;
    const delayMs = Math.min(maxRestartMs, firstRestartMs * 2 ** this.futileStarts);
    this.futileStarts += 1;
    this.restart = this.clock.after(delayMs, () => {
      this.problem = `${what} and was started again: samples from around then are missing`;
      this.start();
      this.events.restarted();
    });
  }

  private rejectPending(): void {
    for (const pending of [...this.pending.values()]) pending.reject(this.unavailable());
  }

  private unavailable(): MidwatchError {
    return this.closed
      ? new MidwatchError("UNAVAILABLE", "The sample store is closed")
      : new MidwatchError("UNAVAILABLE", "The sample store is being started again", { retryable: true });
  }
}
