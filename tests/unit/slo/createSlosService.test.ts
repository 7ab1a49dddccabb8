import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { silentLog } from "../../../electron/services/log.ts";
import { answerRange } from "../../../electron/services/metrics/answers.ts";
import type { RangeQuery } from "../../../electron/services/metrics/types.ts";
import { createSlosService } from "../../../electron/services/slo/createSlosService.ts";
import type { SlosService } from "../../../electron/services/slo/types.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { MemorySamples } from "../../../shared/domain/alerts/ruleTests/memorySamples.ts";
import type { Labels, RangeAnswer, Sample } from "../../../shared/domain/metrics/model.ts";
import { LabelSet } from "../../../shared/domain/promql/engine/labelSet.ts";
import { parseSloFile } from "../../../shared/domain/slo/formats/parseSloFile.ts";
import type { Slo } from "../../../shared/domain/slo/slo.ts";
import { samplesOf } from "../../builders/rowOf.ts";
import { ManualClock } from "../../doubles/manualClock.ts";
import { seededRandom } from "../../doubles/seededRandom.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const fileOf = (window: string, objective = 99) => `version: prometheus/v1
service: shop
slos:
  - name: availability
    objective: ${objective}
    sli:
      events:
        error_query: sum(rate(orders_total{code="500"}[{{.window}}]))
        total_query: sum(rate(orders_total[{{.window}}]))
    alerting: { name: ShopFails }
    midwatch: { window: ${window} }
`;

/** Orders of each minute, read once a minute, as a server that is scraped would have them. */
class Traffic {
  readonly samples = new MemorySamples();
  private readonly counts = new Map<number, { readonly bad: number; readonly total: number }>();
  private readonly random = seededRandom(42);
  // Far above zero, below which a rate is not drawn out.
  private good = 1e9;
  private failed = 1e9;

  run(fromMs: number, toMs: number, badShare = 0.004): void {
    for (let timeMs = fromMs; timeMs <= toMs; timeMs += minuteMs) {
      const total = 100 + Math.floor(this.random() * 900);
      const bad = Math.floor(total * badShare * 2 * this.random());
      this.good += total - bad;
      this.failed += bad;
      this.samples.append(LabelSet.of({ __name__: "orders_total", code: "200" }), timeMs, this.good);
      this.samples.append(LabelSet.of({ __name__: "orders_total", code: "500" }), timeMs, this.failed);
      this.counts.set(timeMs, { bad, total });
    }
  }

  /**
   * What the slices that end in (`fromMs`, `toMs`], five minutes apart, count, in quarters of events: a range of five minutes
   * holds the growth of four, drawn out to five.
   */
  count(fromMs: number, toMs: number): { readonly bad: bigint; readonly total: bigint } {
    let [bad, total] = [0n, 0n];
    for (let endMs = toMs; endMs > fromMs; endMs -= 5 * minuteMs) {
      for (let back = 0; back < 4; back++) {
        const one = this.counts.get(endMs - back * minuteMs);
        bad += BigInt(one?.bad ?? 0) * 5n;
        total += BigInt(one?.total ?? 0) * 5n;
      }
    }
    return { bad, total };
  }

  answer(query: RangeQuery): RangeAnswer {
    return answerRange(query, { source: this.samples, checkpoint() {} });
  }
}

let folder: string;
let clock: ManualClock;
let traffic: Traffic;
let slos: readonly Slo[];
let service: SlosService | null = null;
let isDown: boolean;
/** Questions that the source got: their starts and ends. */
const asked: { readonly startMs: number; readonly endMs: number }[] = [];
const written: { readonly labels: Labels; readonly timeMs: number; readonly samples: readonly Sample[] }[] = [];
const filesChanged = new Emitter<void>();
const nowMs = Date.UTC(2026, 10, 20, 12, 0, 0);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-slos-"));
  clock = new ManualClock(nowMs + 15_000);
  traffic = new Traffic();
  isDown = false;
  asked.length = 0;
  written.length = 0;
});
afterEach(() => {
  service?.dispose();
  service = null;
  rmSync(folder, { recursive: true, force: true });
});

function start(file: string): SlosService {
  slos = parseSloFile(file, "shop.yaml").slos ?? [];
  expect(slos).toHaveLength(1);
  service = createSlosService({
    library: {
      get slos() {
        return slos;
      },
      problems: [],
      onChange: filesChanged.event,
    },
    sources: {
      get: () =>
        ({
          async queryRange(query: RangeQuery) {
            asked.push(query);
            if (isDown) throw new MidwatchError("UNAVAILABLE", "Nobody answers", { retryable: true });
            return traffic.answer(query);
          },
        }) as never,
    },
    metrics: {
      target: (labels) => ({
        append: (timeMs, row) => void written.push({ labels, timeMs, samples: samplesOf(row) }),
        markStale: (timeMs) => void written.push({ labels, timeMs, samples: [] }),
        dispose() {},
      }),
    },
    eventsOf: () => [],
    dataFolder: folder,
    clock,
    log: silentLog,
  });
  return service;
}

const stateOf = (running: SlosService) => {
  const [state] = running.states;
  if (!state) throw new Error("There is an SLO");
  return state;
};
const figuresOf = (running: SlosService) => {
  const { figures } = stateOf(running);
  if (!figures?.budget) throw new Error("Nothing was counted");
  return { ...figures, budget: figures.budget };
};

/** 1 - bad / (total / 100), of whole numbers. */
function leftOf({ bad, total }: { readonly bad: bigint; readonly total: bigint }): number {
  const unit = 10n ** 15n;
  return Number(unit - (bad * 100n * unit) / total) / 1e15;
}

describe("an SLO over simulated traffic", () => {
  test("has its past from the source, and the figures that whole numbers give", async () => {
    traffic.run(nowMs - 2 * dayMs - hourMs, nowMs + hourMs);
    const running = start(fileOf("2d"));
    expect(stateOf(running)).toMatchObject({ health: { kind: "waiting" }, figures: null });
    await clock.advance(0);
    expect(stateOf(running).health).toEqual({ kind: "ok" });
    const { budget, burns, recordedMs, fromMs, countedToMs } = figuresOf(running);
    expect({ recordedMs, fromMs, countedToMs }).toEqual({
      recordedMs: 2 * dayMs,
      fromMs: nowMs - 2 * dayMs,
      countedToMs: nowMs,
    });
    const counted = traffic.count(nowMs - 2 * dayMs, nowMs);
    expect(Math.abs(budget.leftRatio - leftOf(counted))).toBeLessThan(1e-9);
    expect(Math.abs(budget.attainedRatio - (1 - Number(counted.bad) / Number(counted.total)))).toBeLessThan(1e-9);
    for (const [window, ms] of [
      ["5m", 5 * minuteMs],
      ["1h", hourMs],
      ["6h", 6 * hourMs],
      ["1d", dayMs],
    ] as const) {
      const burn = burns.find((one) => one.window === window)?.rate ?? Number.NaN;
      expect(Math.abs(burn - (1 - leftOf(traffic.count(nowMs - ms, nowMs)))), window).toBeLessThan(1e-9);
    }
    const history = running.history("shop-availability", null);
    expect(Math.abs((history?.leftRatios.at(-1) ?? 0) - budget.leftRatio)).toBeLessThan(1e-9);
    expect(history?.gaps).toEqual([]);
  });

  test("is told over other days too, as far as they were counted", async () => {
    traffic.run(nowMs - 2 * dayMs - hourMs, nowMs);
    const running = start(fileOf("2d"));
    await clock.advance(0);
    const day = running.history("shop-availability", 1);
    expect(day?.window).toEqual({ kind: "rolling", days: 1 });
    expect(day?.figures).toMatchObject({ fromMs: nowMs - dayMs, toMs: nowMs, recordedMs: dayMs });
    const counted = traffic.count(nowMs - dayMs, nowMs);
    expect(Math.abs((day?.figures?.budget?.leftRatio ?? 0) - leftOf(counted))).toBeLessThan(1e-9);
    const longer = running.history("shop-availability", 90)?.figures;
    expect(longer?.recordedMs).toBeLessThan(3 * dayMs);
    expect((longer?.toMs ?? 0) - (longer?.fromMs ?? 0)).toBe(90 * dayMs);
    expect(running.history("shop-availability", null)?.figures).toEqual(stateOf(running).figures);
  });

  test("is counted again every minute, and asked for nothing twice", async () => {
    traffic.run(nowMs - 2 * dayMs - hourMs, nowMs + hourMs);
    const running = start(fileOf("2d"));
    await clock.advance(0);
    asked.length = 0;
    await clock.advance(7 * minuteMs);
    expect(asked).toHaveLength(14);
    expect(asked.every(({ startMs, endMs }) => startMs === endMs)).toBe(true);
    const endMs = nowMs + 7 * minuteMs;
    const burn = figuresOf(running).burns.find(({ window }) => window === "1h")?.rate ?? Number.NaN;
    expect(Math.abs(burn - (1 - leftOf(traffic.count(endMs - hourMs, endMs))))).toBeLessThan(1e-9);
    // The budget is of whole five minutes.
    expect(figuresOf(running).countedToMs).toBe(nowMs + 5 * minuteMs);
    const names = written.at(-1)?.samples.map(({ name }) => name);
    expect(names).toContain("slo:sli_error:ratio_rate1h");
    expect(names).toContain("slo:period_error_budget_remaining:ratio");
  });

  test("goes on after a restart from what was recorded, and asks for what it missed", async () => {
    traffic.run(nowMs - 2 * dayMs - hourMs, nowMs + 5 * hourMs);
    start(fileOf("2d"));
    await clock.advance(0);
    const before = figuresOf(service as SlosService).budget;
    service?.dispose();
    asked.length = 0;
    isDown = true;
    const again = start(fileOf("2d"));
    // Before anybody was asked.
    expect(figuresOf(again).budget).toEqual(before);
    await clock.advance(minuteMs);
    expect(stateOf(again).health).toMatchObject({ kind: "failed", code: "UNAVAILABLE" });
    expect(figuresOf(again).budget).toEqual(before);
    isDown = false;
    await clock.advance(3 * hourMs);
    expect(stateOf(again).health).toEqual({ kind: "ok" });
    expect(Math.min(...asked.map(({ startMs }) => startMs))).toBe(nowMs + minuteMs);
    const { budget, recordedMs } = figuresOf(again);
    expect(recordedMs).toBe(2 * dayMs);
    const endMs = nowMs + 3 * hourMs;
    expect(Math.abs(budget.leftRatio - leftOf(traffic.count(endMs - 2 * dayMs, endMs)))).toBeLessThan(1e-9);
  });

  test("a gap stays a gap, counts for nothing, and is told", async () => {
    traffic.run(nowMs - 2 * dayMs - hourMs, nowMs - 8 * hourMs);
    traffic.run(nowMs - 6 * hourMs, nowMs);
    const running = start(fileOf("2d"));
    await clock.advance(0);
    const { budget, recordedMs } = figuresOf(running);
    expect(recordedMs).toBeLessThan(2 * dayMs);
    expect(recordedMs).toBeGreaterThanOrEqual(2 * dayMs - 2 * hourMs - 10 * minuteMs);
    const [gap, ...others] = running.history("shop-availability", null)?.gaps ?? [];
    expect(others).toEqual([]);
    expect((gap?.toMs ?? 0) - (gap?.fromMs ?? 0)).toBe(2 * dayMs - recordedMs);
    const counted = [traffic.count(nowMs - 2 * dayMs, gap?.fromMs ?? 0), traffic.count(gap?.toMs ?? 0, nowMs)];
    const total = counted.reduce((sum, one) => sum + Number(one.total) / 4, 0);
    expect(Math.abs(budget.total / total - 1)).toBeLessThan(1e-9);
  });

  test("a month begins with all of its budget, and expects the rest to be like its beginning", async () => {
    const monthMs = Date.UTC(2026, 11, 1);
    clock = new ManualClock(monthMs - 5 * minuteMs + 15_000);
    traffic.run(monthMs - 30 * dayMs - hourMs, monthMs - minuteMs);
    traffic.run(monthMs, monthMs + hourMs, 0);
    const running = start(fileOf("month"));
    await clock.advance(0);
    const november = figuresOf(running);
    expect(november.fromMs).toBe(Date.UTC(2026, 10, 1));
    expect(november.toMs).toBe(monthMs);
    await clock.advance(5 * minuteMs);
    // What ended at midnight was November's.
    expect(stateOf(running).figures?.budget).toBeNull();
    await clock.advance(25 * minuteMs);
    const december = figuresOf(running);
    expect(december.fromMs).toBe(monthMs);
    expect(december.toMs).toBe(Date.UTC(2027, 0, 1));
    expect(december.budget.leftRatio).toBeGreaterThan(0.99);
    const inHalfAnHour = Number(traffic.count(monthMs, monthMs + 25 * minuteMs).total) / 4;
    expect(december.budget.allowedBad).toBeCloseTo((inHalfAnHour * 0.01 * 31 * 24 * 60) / 25, 3);
  });

  test("a new SLO begins with all of its budget", async () => {
    traffic.run(nowMs - hourMs, nowMs, 0.3);
    const running = start(fileOf("30d"));
    await clock.advance(0);
    const { budget, fromMs, toMs, countedToMs } = figuresOf(running);
    // The first five minutes are not whole.
    expect(fromMs).toBeGreaterThanOrEqual(nowMs - hourMs);
    expect(toMs - fromMs).toBe(30 * dayMs);
    const share = (countedToMs - fromMs) / (30 * dayMs);
    expect(Math.abs(budget.expectedTotal * share - budget.total)).toBeLessThan(1e-6);
    expect(budget.leftRatio).toBeCloseTo(1 - ((1 - budget.attainedRatio) / 0.01) * share, 9);
    expect(budget.leftRatio).toBeGreaterThan(0.9);
  });

  test("queries that change begin anew", async () => {
    traffic.run(nowMs - 3 * hourMs, nowMs + hourMs);
    const running = start(fileOf("2d"));
    await clock.advance(0);
    slos = parseSloFile(fileOf("2d").replaceAll("orders_total", "payments_total"), "shop.yaml").slos ?? [];
    filesChanged.fire();
    expect(stateOf(running).figures).toBeNull();
    await clock.advance(0);
    expect(stateOf(running)).toMatchObject({ health: { kind: "noData", lastMs: null }, figures: null });
    expect(written.at(-1)?.samples).toEqual([]);
  });

  test("a query of many series is refused in words", async () => {
    traffic.run(nowMs - hourMs, nowMs);
    const running = start(fileOf("2d").replace("sum(rate(orders_total[", "(rate(orders_total["));
    await clock.advance(0);
    const { health } = stateOf(running);
    expect(health).toMatchObject({ kind: "failed", code: "UNSUPPORTED" });
    expect(health.kind === "failed" ? health.message : "").toContain("put sum() around it");
  });

  test("a budget is told with the line at which its policy freezes", async () => {
    traffic.run(nowMs - 2 * dayMs - hourMs, nowMs, 0.02);
    const running = start(fileOf("2d"));
    await clock.advance(0);
    expect(figuresOf(running).budget.leftRatio).toBeLessThan(0);
    expect(running.budgets).toMatchObject([
      { id: "shop-availability", service: "shop", freezeRatio: 0.1, action: "Feature freeze, fixes only" },
    ]);
  });
});
