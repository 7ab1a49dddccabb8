import { describe, expect, it } from "vitest";
import type { PanelState } from "../../../renderer/charts/PanelGroup.ts";
import { SeriesBuffer } from "../../../renderer/charts/SeriesBuffer.ts";
import { firingSteps, historyQuery, measuredValues } from "../../../renderer/features/alerts/lastHour.ts";
import { buildAlert } from "../../builders/alerts.ts";

const labels = { alertname: "Hot", severity: "critical", instance: "gpu-a01", gpu: "3" };

function answer(...series: readonly Readonly<Record<string, string>>[]): PanelState {
  const buffer = new SeriesBuffer(3_600_000);
  buffer.reset({
    series: series.map((one) => ({ name: "temp", labels: one })),
    timesMs: Float64Array.of(0, 120_000),
    values: series.map((_, index) => Float64Array.of(index, index + 0.5)),
  });
  return { kind: "ready", buffer, warnings: [], infos: [] };
}

describe("the last hour of an alert", () => {
  it("asks what the rule measures, once for all of its alerts", () => {
    const first = historyQuery(buildAlert({ labels }));
    expect(first).toMatchObject({ expr: "temp", source: "local" });
    expect(historyQuery(buildAlert({ id: "2", labels: { ...labels, gpu: "4" } }))).toEqual(first);
    expect(historyQuery(buildAlert({ measured: null }))).toBeNull();
  });

  it("takes the series that the alert is about", () => {
    const state = answer({ instance: "gpu-a01", gpu: "2" }, { instance: "gpu-a01", gpu: "3" });
    expect([...(measuredValues(buildAlert({ labels }), state) ?? [])]).toEqual([1, 1.5]);
    expect(measuredValues(buildAlert({ labels: { ...labels, gpu: "7" } }), state)).toBeNull();
    expect(measuredValues(buildAlert({ labels }), null)).toBeNull();
  });

  it.each([
    ["ten minutes ago", 600_000, 6],
    ["just now", 0, 1],
    ["long ago", 7_200_000, 31],
  ])("knows at least since when it fires: %s", (_when, agoMs, firing) => {
    const steps = firingSteps(10_000_000 - agoMs, 10_000_000);
    expect(steps).toHaveLength(31);
    expect(steps.filter((step) => step === 1)).toHaveLength(firing);
    expect(steps.at(-1)).toBe(1);
  });
});
