import { beforeEach, expect, test } from "vitest";
import {
  leaveZoom,
  reachBack,
  setTimeRange,
  timeRangeStore,
  toggleLive,
  windowInSight,
  zoomBy,
  zoomTo,
} from "../../../../renderer/state/timeRange.ts";

const nowMs = Date.UTC(2026, 10, 19, 2, 14, 22);

beforeEach(() => {
  timeRangeStore.setState(timeRangeStore.getInitialState());
});

test("a picked window stands until it is left, another range is chosen, or the newest samples are followed", () => {
  const leave = [leaveZoom, () => setTimeRange("1h"), () => toggleLive(nowMs)];
  for (const how of leave) {
    zoomTo({ fromMs: nowMs - 60_000, toMs: nowMs });
    expect(timeRangeStore.getState().zoom).toEqual({ fromMs: nowMs - 60_000, toMs: nowMs });
    how();
    expect(timeRangeStore.getState()).toMatchObject({ zoom: null, live: true });
  }
});

test("a window too short to ask for grows around its middle", () => {
  zoomTo({ fromMs: nowMs - 1000, toMs: nowMs });
  expect(timeRangeStore.getState().zoom).toEqual({ fromMs: nowMs - 5500, toMs: nowMs + 4500 });
});

test("zooming by keys keeps the middle and never passes now", () => {
  zoomBy(0.5, nowMs);
  expect(timeRangeStore.getState().zoom).toEqual({ fromMs: nowMs - 675_000, toMs: nowMs - 225_000 });
  zoomBy(4, nowMs);
  expect(timeRangeStore.getState().zoom).toEqual({ fromMs: nowMs - 1_800_000, toMs: nowMs });
});

test("the range widens to what began before it, with some time before that, and never narrows", () => {
  const minuteMs = 60_000;
  const rangeFor = (agoMinutes: number) => {
    reachBack(nowMs - agoMinutes * minuteMs, nowMs);
    return timeRangeStore.getState().range;
  };
  expect([1, 11, 12, 45, 50, 2].map(rangeFor)).toEqual(["15m", "15m", "1h", "1h", "3h", "3h"]);
  expect(rangeFor(60 * 24 * 30)).toBe("7d");
});

test("a picked window stays whatever began before it", () => {
  zoomTo({ fromMs: nowMs - 60_000, toMs: nowMs });
  reachBack(nowMs - 3_600_000, nowMs);
  expect(timeRangeStore.getState()).toMatchObject({ range: "15m", zoom: { toMs: nowMs } });
});

test("a window longer than any panel may ask for keeps its end", () => {
  const mostMs = 32 * 86_400_000;
  zoomTo({ fromMs: nowMs - 100 * 86_400_000, toMs: nowMs });
  expect(windowInSight(nowMs)).toEqual({ fromMs: nowMs - mostMs, toMs: nowMs });
});

test("what is in sight moves with now, stands while paused, and is the picked window where there is one", () => {
  const quarterMs = 900_000;
  expect(windowInSight(nowMs)).toEqual({ fromMs: nowMs - quarterMs, toMs: nowMs });
  toggleLive(nowMs);
  expect(windowInSight(nowMs + 5000)).toEqual({ fromMs: nowMs - quarterMs, toMs: nowMs });
  zoomTo({ fromMs: 0, toMs: 60_000 });
  expect(windowInSight(nowMs)).toEqual({ fromMs: 0, toMs: 60_000 });
});
