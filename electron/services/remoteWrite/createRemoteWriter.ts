import { Backoff } from "../../../shared/base/backoff.ts";
import { delay } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { errorText } from "../../../shared/base/errors.ts";
import type { Labels } from "../../../shared/domain/metrics/model.ts";
import type { Log } from "../log.ts";
import type { MetricsService, WriteBatch } from "../metrics/types.ts";
import type { PostBatch, ProgressStore, RemoteWriter, RemoteWriteState, WriteAnswer, WriteProgress } from "./types.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

export interface RemoteWriterOptions {
  readonly name: string;
  /** Put on series that lack them, such as which console they come from. */
  readonly labels: Labels;
  readonly metrics: Pick<MetricsService, "writeBatch">;
  readonly post: PostBatch;
  readonly progress: ProgressStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

const mostSamples = 20_000;
const leastSamples = 500;
/** Rows gather this long when none is waiting. */
const idleMs = 5_000;
const saveEveryMs = 10_000;
const firstRetryMs = 1_000;
const longestRetryMs = 60_000;
const longestWishMs = 300_000;
const answerMs = 30_000;

/** Forwards the samples of the store to another one by remote write, in order, at the pace that one takes them. */
export function createRemoteWriter(options: RemoteWriterOptions): RemoteWriter {
  const { name, labels, metrics, post, clock, log } = options;
  const controller = new AbortController();
  const { signal } = controller;
  const backoff = new Backoff({
    firstMs: firstRetryMs,
    maxMs: longestRetryMs,
    random: () => 0.5 + options.random() / 2,
  });
  let progress: WriteProgress | null = null;
  let savedAtMs = clock.monotonicMs();
  let batchSize = mostSamples;
  let state: RemoteWriteState = {
    name,
    kind: "sending",
    problem: null,
    sentSamples: 0,
    droppedSamples: 0,
    agedOutMs: 0,
    dropReason: null,
    behindMs: 0,
  };

  function tell(change: Partial<RemoteWriteState>): void {
    state = { ...state, ...change };
  }

  async function run(): Promise<void> {
    progress = (await options.progress.read()) ?? { startMs: clock.nowMs(), cursor: {} };
    while (!signal.aborted) {
      const batch = await nextBatch(progress);
      if (batch && batch.samples > 0 && !(await deliver(batch))) continue;
      if (batch) {
        progress = { ...progress, cursor: batch.cursor };
        agedOut(batch.agedOutMs);
      }
      await save(false);
      if (batch?.more) continue;
      tell({ behindMs: 0 });
      await delay(clock, idleMs, signal);
    }
  }

  function agedOut(lostMs: number): void {
    if (lostMs === 0) return;
    tell({ agedOutMs: state.agedOutMs + lostMs });
    log.warn("Samples were given up before the receiver took them", { name, lostSeconds: lostMs / 1000 });
  }

  async function nextBatch({ startMs, cursor }: WriteProgress): Promise<WriteBatch | null> {
    try {
      return await metrics.writeBatch({ cursor, startMs, mostSamples: batchSize, labels });
    } catch (error) {
      tell({ kind: "waiting", problem: `The samples to forward cannot be read: ${errorText(error)}` });
      return null;
    }
  }

  /** True when the batch is done with; false when its rows are to be taken again. */
  async function deliver(batch: WriteBatch): Promise<boolean> {
    for (;;) {
      const { verdict, problem, wishMs } = await attempt(batch);
      switch (verdict.kind) {
        case "delivered":
          backoff.reset();
          batchSize = Math.min(mostSamples, batchSize * 2);
          tell({ kind: "sending", problem: null, sentSamples: state.sentSamples + batch.samples });
          return true;
        case "drop":
          backoff.reset();
          log.warn("Forwarded samples were refused", { name, samples: batch.samples, problem });
          tell({ kind: "sending", droppedSamples: state.droppedSamples + batch.samples, dropReason: problem });
          return true;
        case "tooLarge":
          if (batchSize <= leastSamples) {
            tell({ droppedSamples: state.droppedSamples + batch.samples, dropReason: problem });
            return true;
          }
          batchSize = Math.max(leastSamples, Math.floor(batchSize / 2));
          return false;
        case "retry":
        case "refused":
          tell({
            kind: verdict.kind === "retry" ? "waiting" : "refused",
            problem,
            behindMs: clock.nowMs() - (batch.oldestMs ?? clock.nowMs()),
          });
          await delay(clock, Math.max(backoff.nextDelayMs(), Math.min(wishMs ?? 0, longestWishMs)), signal);
      }
    }
  }

  async function attempt(
    batch: WriteBatch,
  ): Promise<{ readonly verdict: Verdict; readonly problem: string; readonly wishMs: number | null }> {
    const deadline = new AbortController();
    const timer = clock.after(answerMs, () => deadline.abort());
    const both = AbortSignal.any([signal, deadline.signal]);
    try {
      const answer = await post(batch.body, both);
      return { verdict: verdictOf(answer), problem: problemOf(answer), wishMs: answer.retryAfterMs };
    } catch (error) {
      if (signal.aborted) throw error;
      const problem = deadline.signal.aborted ? `no answer within ${answerMs / 1000} s` : errorText(error);
      return { verdict: { kind: "retry" }, problem, wishMs: null };
    } finally {
      timer.dispose();
    }
  }

  async function save(now: boolean): Promise<void> {
    if (!progress || (!now && clock.monotonicMs() - savedAtMs < saveEveryMs)) return;
    savedAtMs = clock.monotonicMs();
    try {
      await options.progress.write(progress);
    } catch (error) {
      log.warn("How far samples were forwarded is not kept", { name, error: errorText(error) });
    }
  }

  const running = run().catch((error: unknown) => {
    if (!signal.aborted) log.error("Forwarding samples ended", { name, error: errorText(error) });
  });

  return {
    get state() {
      return state;
    },
    async close() {
      controller.abort();
      await running;
      await save(true);
    },
  };
}

const mostText = 300;

/** `HTTP 400: out of order sample` */
function problemOf({ status, text }: WriteAnswer): string {
  const said = text.trim().replaceAll(/\s+/g, " ").slice(0, mostText);
  return said === "" ? `HTTP ${status}` : `HTTP ${status}: ${said}`;
}
