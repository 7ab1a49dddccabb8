import { expect, test } from "vitest";
import { firingRuns } from "../../../../shared/domain/alerts/firingRuns.ts";

const none = Number.NaN;

test("runs of samples are firings; one at the end goes on", () => {
  const frame = {
    timesMs: Float64Array.of(0, 60, 120, 180, 240),
    series: [
      { name: "ALERTS", labels: { alertname: "Hot", alertstate: "firing" } },
      { name: "ALERTS", labels: { alertname: "Slow", alertstate: "firing" } },
    ],
    values: [Float64Array.of(1, none, 1, 1, none), Float64Array.of(none, none, none, none, 1)],
  };
  expect(firingRuns(frame)).toEqual([
    { labels: { alertname: "Hot" }, fromMs: 0, toMs: 60 },
    { labels: { alertname: "Hot" }, fromMs: 120, toMs: 240 },
    { labels: { alertname: "Slow" }, fromMs: 240, toMs: null },
  ]);
});
