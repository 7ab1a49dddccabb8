import { beforeEach, expect, test } from "vitest";
import {
  leaveZoom,
  setTimeRange,
  timeRangeStore,
  toggleLive,
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
