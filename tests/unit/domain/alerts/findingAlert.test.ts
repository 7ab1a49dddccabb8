import { describe, expect, it, test } from "vitest";
import type { Alert } from "../../../../shared/domain/alerts/alert.ts";
import { targetOf } from "../../../../shared/domain/alerts/alertWords.ts";
import { findingAlert } from "../../../../shared/domain/alerts/findingAlert.ts";
import { toldSubject, uncovered } from "../../../../shared/domain/alerts/uncovered.ts";
import { buildAlert } from "../../../builders/alerts.ts";
import { buildFinding } from "../../../builders/hosts.ts";

const lost = buildFinding({ id: "gpu-a01/gpuLost/GPU-5", kind: "gpuLost", host: "gpu-a01", gpuIndex: 5 });
const failed = (unit: string) =>
  buildFinding({ id: `gpu-a01/serviceFailed/systemd ${unit}`, kind: "serviceFailed", gpuIndex: null, title: unit });
const rule = (name: string, labels: Alert["labels"], more: Partial<Alert> = {}) =>
  buildAlert({ id: name, name, labels, ...more });

test("what a host shows is an alert like any other, with the host's own words for figures", () => {
  const alert = findingAlert({ ...lost, value: "no answer" });
  expect(alert).toMatchObject({
    name: "GpuLost",
    state: "firing",
    labels: { alertname: "GpuLost", instance: "gpu-a01", gpu: "5" },
    annotations: { summary: lost.title, description: lost.detail, value: "no answer" },
    sinceMs: lost.sinceMs,
  });
  expect(targetOf(alert)).toBe("gpu-a01 GPU 5");
});

test("two of a kind on one host are two", () => {
  expect(findingAlert(failed("a.service")).id).not.toBe(findingAlert(failed("b.service")).id);
});

describe("a finding stays away where", () => {
  it.each<[string, Alert, boolean]>([
    ["a rule tells of the same GPU", rule("GpuMissing", { instance: "gpu-a01", gpu: "5" }), true],
    ["a server tells of the host's GPU", rule("GpuFellOffBus", { node: "gpu-a01:9400" }), true],
    ["it is silenced", rule("GpuMissing", { instance: "gpu-a01", gpu: "5" }, { state: "silenced" }), true],
    ["not for another GPU", rule("GpuMissing", { instance: "gpu-a01", gpu: "4" }), false],
    ["not for another host", rule("GpuMissing", { instance: "gpu-a02", gpu: "5" }), false],
    ["not for another fault", rule("GpuHot", { instance: "gpu-a01", gpu: "5" }), false],
    ["not while it is pending", rule("GpuMissing", { instance: "gpu-a01", gpu: "5" }, { state: "pending" }), false],
  ])("%s", (_what, alert, isAway) => {
    const subject = toldSubject(alert);
    expect(uncovered([findingAlert(lost)], subject ? [subject] : []).length).toBe(isAway ? 0 : 1);
  });
});
