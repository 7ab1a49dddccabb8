import { describe, expect, it } from "vitest";
import { expectedStream } from "../../../electron/host/expectedStream.ts";
import type { RangeQuery } from "../../../electron/services/metrics/types.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { expectedBand } from "../../../shared/domain/anomaly/expectedBand.ts";
import { allSteps } from "../../builders/allSteps.ts";
import { noisySeries } from "../../builders/noisySeries.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

const nowMs = Date.UTC(2026, 10, 19, 2, 0, 10);

/** Answers noise around 10 s; `two` is two series, and `bad` no query. */
function setUp() {
  const clock = new ManualClock(nowMs);
  const asked: RangeQuery[] = [];
  const local = {
    async queryRange(query: RangeQuery) {
      asked.push(query);
      const { startMs, endMs, stepMs, expr } = query;
      if (expr === "bad") throw new MidwatchError("BAD_QUERY", "no");
      const count = Math.floor((endMs - startMs) / stepMs) + 1;
      const timesMs = Float64Array.from({ length: count }, (_, i) => startMs + i * stepMs);
      const names = expr === "two" ? ["a", "b"] : ["a"];
      const values = names.map((_, i) => noisySeries(count, { seed: i + 1, level: 10, sigma: 1 }));
      return {
        frame: { timesMs, series: names.map((name) => ({ name, labels: {} })), values },
        warnings: [],
        infos: [],
      };
    },
  };
  const controller = new AbortController();
  const open = (exprs: readonly string[], endMs?: number) =>
    expectedStream(
      {
        queries: exprs.map((expr) => ({ id: expr, expr, source: "local" })),
        rangeMs: 3_600_000,
        ...(endMs === undefined ? {} : { endMs }),
      },
      {
        clock,
        sources: { get: () => local },
        anomaly: { band: async (request) => allSteps(expectedBand(request.values, request)) },
        signal: controller.signal,
      },
    );
  return { clock, asked, controller, open };
}

describe("expectedStream", () => {
  it("asks for what came before, and tells the range of what is shown", async () => {
    const { asked, open } = setUp();
    const { value } = await open(["latency"]).next();
    const [band] = value?.bands ?? [];
    expect(band?.timesMs.at(-1)).toBe(nowMs - 10_000);
    expect(band?.timesMs[0]).toBe(nowMs - 10_000 - 3_600_000);
    expect(band?.low[0]).toBeLessThan(10);
    expect(band?.high.at(-1)).toBeGreaterThan(10);
    expect(asked).toEqual([
      { expr: "latency", startMs: nowMs - 10_000 - 4 * 3_600_000, endMs: nowMs - 10_000, stepMs: 30_000 },
    ]);
  });

  it("has no band of several series, nor of a query that fails", async () => {
    const { open } = setUp();
    const { value } = await open(["two", "bad", "latency"]).next();
    expect(value?.bands.map(({ id }) => id)).toEqual(["latency"]);
  });

  it("tells live ranges again a minute later, and ranges that end once", async () => {
    const { clock, asked, open } = setUp();
    const live = open(["latency"]);
    await live.next();
    const pulling = live.next();
    await clock.advance(60_000);
    expect((await pulling).value?.bands[0]?.timesMs.at(-1)).toBe(nowMs - 10_000 + 60_000);
    expect(asked).toHaveLength(2);
    const ended = open(["latency"], nowMs - 3_600_000);
    expect((await ended.next()).done).toBe(false);
    expect((await ended.next()).done).toBe(true);
  });
});
