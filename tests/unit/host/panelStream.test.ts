import { describe, expect, it } from "vitest";
import { panelStream } from "../../../electron/host/panelStream.ts";
import type { RangeQuery } from "../../../electron/services/metrics/types.ts";
import type { MetricSource } from "../../../electron/services/sources/types.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { InstantAnswer, RangeAnswer } from "../../../shared/domain/metrics/model.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

const startMs = Date.UTC(2026, 10, 19, 2, 0, 0);

/** Answers with the step's own time as value, for the series that exist at the time of asking. */
function setUp() {
  const clock = new ManualClock(startMs);
  const asked: RangeQuery[] = [];
  const state = { series: ["0"], failing: false };
  const local: Pick<MetricSource, "queryRange" | "queryInstant"> = {
    async queryInstant({ timeMs }): Promise<InstantAnswer> {
      const samples = state.series.map((gpu, rank) => ({ series: { name: "up", labels: { gpu } }, value: rank }));
      return { kind: "vector", timeMs, samples, warnings: [], infos: [] };
    },
    async queryRange(query): Promise<RangeAnswer> {
      asked.push(query);
      if (state.failing) throw new MidwatchError("BAD_QUERY", "no", { detail: { position: { start: 1, end: 2 } } });
      const count = Math.floor((query.endMs - query.startMs) / query.stepMs) + 1;
      const timesMs = Float64Array.from({ length: count }, (_, i) => query.startMs + i * query.stepMs);
      const series = state.series.map((gpu) => ({ name: "up", labels: { gpu } }));
      return { frame: { timesMs, series, values: series.map(() => timesMs) }, warnings: [], infos: [] };
    },
  };
  const sources = {
    get(name: string) {
      if (name === "local") return local;
      throw new MidwatchError("NOT_FOUND", `no source ${name}`);
    },
  };
  const controller = new AbortController();
  const request = {
    queries: [{ id: "q", expr: "up", source: "local" }],
    rangeMs: 60_000,
    stepMs: 5000,
    instant: false,
  };
  const items = panelStream(request, { clock, sources, signal: controller.signal });
  const answerOnce = (endMs: number) =>
    panelStream({ ...request, endMs }, { clock, sources, signal: controller.signal });
  const next = async (advanceMs: number) => {
    const pulling = items.next();
    await clock.advance(advanceMs);
    const { value } = await pulling;
    return value;
  };
  return { request, sources, clock, asked, state, next, controller, items, answerOnce };
}

function times(item: Awaited<ReturnType<ReturnType<typeof setUp>["next"]>>): number[] {
  const result = item?.results[0];
  return result?.kind === "frame" ? [...result.frame.timesMs].map((ms) => ms - startMs) : [];
}

describe("panelStream", () => {
  it("asks for the newest step alone where it is to be instant, in the order of the answer", async () => {
    const { request, clock, sources, state, controller } = setUp();
    state.series = ["b", "a"];
    const items = panelStream({ ...request, instant: true }, { clock, sources, signal: controller.signal });
    const shown = async (advanceMs: number) => {
      const pulling = items.next();
      await clock.advance(advanceMs);
      const { value } = await pulling;
      const result = value?.results[0];
      if (result?.kind !== "frame") return null;
      const { timesMs, series } = result.frame;
      return [value?.kind, timesMs[0], timesMs.length, series.map(({ labels }) => labels.gpu)];
    };
    expect(await shown(0)).toEqual(["reset", startMs - 5000, 1, ["b", "a"]]);
    state.series = ["a", "c"];
    expect(await shown(5500)).toEqual(["reset", startMs, 1, ["a", "c"]]);
    controller.abort();
  });

  it("sends the window on aligned steps, then only what is new", async () => {
    const { next, asked } = setUp();
    const first = await next(0);
    expect(first?.kind).toBe("reset");
    expect(times(first)).toHaveLength(13);
    const second = await next(5500);
    expect(second?.kind).toBe("append");
    expect(times(second)).toEqual([0]);
    expect(times(await next(5000))).toEqual([5000]);
    expect(asked.map(({ startMs: from, endMs }) => endMs - from)).toEqual([60_000, 0, 0]);
  });

  it("catches up in one append after the consumer paused, and starts over when a whole range is lost", async () => {
    const { next, clock } = setUp();
    await next(0);
    await clock.advance(15_500);
    expect(times(await next(0))).toEqual([0, 5000, 10_000, 15_000]);
    await clock.advance(120_000);
    expect((await next(0))?.kind).toBe("reset");
  });

  it("fills a series that went away and starts over when one came", async () => {
    const { next, state } = setUp();
    state.series = ["0", "1"];
    await next(0);
    state.series = ["1"];
    const item = await next(5500);
    const result = item?.results[0];
    expect(item?.kind).toBe("append");
    expect(result?.kind === "frame" && result.frame.values.map((column) => column[0])).toEqual([Number.NaN, startMs]);
    state.series = ["0", "1", "2"];
    expect((await next(5000))?.kind).toBe("reset");
  });

  it("reports a failed query with its place, and recovers by starting over", async () => {
    const { next, state } = setUp();
    state.failing = true;
    expect((await next(0))?.results[0]).toMatchObject({
      kind: "error",
      code: "BAD_QUERY",
      position: { start: 1, end: 2 },
    });
    state.failing = false;
    expect((await next(5500))?.kind).toBe("reset");
  });

  it("stops waiting when cancelled", async () => {
    const { next, items, controller, clock } = setUp();
    await next(0);
    const pulling = items.next();
    await clock.advance(100);
    controller.abort();
    await expect(pulling).rejects.toMatchObject({ code: "CANCELLED" });
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("a range with an end", () => {
  it("is answered once, on whole steps", async () => {
    const { answerOnce, asked } = setUp();
    const kinds: string[] = [];
    for await (const { kind } of answerOnce(startMs - 3_600_001)) kinds.push(kind);
    expect(kinds).toEqual(["reset"]);
    expect(asked).toEqual([
      { expr: "up", startMs: startMs - 3_600_000 - 65_000, endMs: startMs - 3_600_000 - 5000, stepMs: 5000 },
    ]);
  });
});

describe("sources", () => {
  it("asks each query of its own; one that does not exist fails alone", async () => {
    const { clock, sources, controller, request } = setUp();
    const queries = [...request.queries, { id: "other", expr: "up", source: "gone" }];
    const { value } = await panelStream(
      { ...request, queries, endMs: startMs },
      { clock, sources, signal: controller.signal },
    ).next();
    expect(value?.results).toMatchObject([
      { kind: "frame", id: "q", warnings: [], infos: [] },
      { kind: "error", id: "other", code: "NOT_FOUND", message: "no source gone", position: null },
    ]);
  });
});
