import { cancelled, delay } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { errorText, isMidwatchError, MidwatchError } from "../../../shared/base/errors.ts";
import { type FillPart, fillParts } from "../../../shared/domain/slo/fillParts.ts";
import { sliceQueries } from "../../../shared/domain/slo/sliceQueries.ts";
import { sliceMs } from "../../../shared/domain/slo/slices.ts";
import type { Slo } from "../../../shared/domain/slo/slo.ts";
import { neededFromMs, type SloFigures, sloFigures } from "../../../shared/domain/slo/sloFigures.ts";
import type { SloHealth } from "../../../shared/domain/slo/sloState.ts";
import type { Log } from "../log.ts";
import type { MetricSource } from "../sources/types.ts";
import { askSlices } from "./askSlices.ts";
import type { SliceDatabase } from "./sliceDatabase.ts";

const minuteMs = 60_000;
/** A slice is asked for that long after its end: scrapes of its last seconds are then where they belong. */
const settledMs = 10_000;
const askTimeoutMs = 45_000;
/** Without anything to count for that long there is no data. */
const silentMs = 2 * sliceMs;

export interface SloRunnerOptions {
  readonly slo: Slo;
  readonly store: SliceDatabase;
  readonly source: () => Pick<MetricSource, "queryRange">;
  readonly clock: Clock;
  readonly log: Log;
  /** A minute was counted; null figures: nothing is known of it. */
  counted(endMs: number, figures: SloFigures | null): void;
}

export interface SloRunner extends Disposable {
  readonly slo: Slo;
  readonly key: number;
  readonly health: SloHealth;
  readonly figures: SloFigures | null;
  /** Of the last minute that was counted, Unix ms. */
  readonly countedMs: number | null;
}

/** Counts one SLO: first what its source still knows of the window, then a slice every minute. */
export function createSloRunner({ slo, store, source, clock, log, counted }: SloRunnerOptions): SloRunner {
  const key = store.keyOf(slo);
  const queries = sliceQueries(slo.sli);
  const ending = new AbortController();
  let health: SloHealth = { kind: "waiting" };
  let figures: SloFigures | null = null;
  let countedMs: number | null = null;
  /** Up to when the source was asked, whether or not it knew anything. */
  let askedMs: number | null = null;

  /** The newest minute that has settled. */
  const dueMs = () => Math.floor((clock.nowMs() - settledMs) / minuteMs) * minuteMs;

  function look(endMs: number): void {
    const found = sloFigures(slo, store.read(key, neededFromMs(slo, endMs), endMs), endMs);
    const isEmpty = found.budget === null && found.burns.every(({ rate }) => rate === null);
    figures = isEmpty ? null : found;
    countedMs = endMs;
  }

  async function fill(endMs: number): Promise<void> {
    const neededMs = neededFromMs(slo, endMs);
    const parts = fillParts(Math.max(askedMs ?? store.newestMs(key) ?? neededMs, neededMs), endMs);
    for (const [index, part] of parts.entries()) {
      try {
        store.write(key, await ask(part));
      } catch (error) {
        const isLast = index === parts.length - 1;
        if (ending.signal.aborted || isLast || !isMidwatchError(error) || error.retryable) throw error;
        // What the source refuses to look back at stays a gap; what comes does not wait for it.
        log.warn("The past of an SLO cannot be counted", { slo: slo.id, error: errorText(error) });
      }
      askedMs = part.toMs;
    }
  }

  async function ask(part: FillPart) {
    const late = new AbortController();
    const deadline = clock.after(askTimeoutMs, () =>
      late.abort(new MidwatchError("TIMEOUT", `${slo.source} did not answer in time`, { retryable: true })),
    );
    const signal = AbortSignal.any([ending.signal, late.signal]);
    try {
      return await askSlices(source(), queries, part, signal);
    } catch (error) {
      throw signal.aborted ? cancelled(signal) : error;
    } finally {
      deadline.dispose();
    }
  }

  async function count(endMs: number): Promise<void> {
    try {
      await fill(endMs);
      look(endMs);
      const lastMs = store.newestMs(key);
      const isSilent = lastMs === null || endMs - lastMs > silentMs;
      health = isSilent ? { kind: "noData", lastMs } : { kind: "ok" };
      counted(endMs, lastMs === endMs ? figures : null);
    } catch (error) {
      if (ending.signal.aborted) return;
      if (!isMidwatchError(error)) throw error;
      health = { kind: "failed", code: error.code, message: errorText(error) };
      counted(endMs, null);
    }
  }

  async function run(): Promise<void> {
    while (!ending.signal.aborted) {
      const endMs = dueMs();
      await count(endMs);
      await delay(clock, Math.max(1, endMs + minuteMs + settledMs - clock.nowMs()), ending.signal);
    }
  }

  look(dueMs());
  run().catch((error: unknown) => {
    if (!ending.signal.aborted) log.error("An SLO is no longer counted", { slo: slo.id, error: errorText(error) });
  });

  return {
    slo,
    key,
    get health() {
      return health;
    },
    get figures() {
      return figures;
    },
    get countedMs() {
      return countedMs;
    },
    dispose: () => ending.abort(),
  };
}
