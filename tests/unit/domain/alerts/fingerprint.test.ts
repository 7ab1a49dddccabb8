import { expect, test } from "vitest";
import { fingerprint } from "../../../../shared/domain/alerts/fingerprint.ts";

// As Alertmanager 0.25 answered for alerts with these labels.
test.each([
  [{}, "cbf29ce484222325"],
  [{ alertname: "A" }, "d2c6efc389df0927"],
  [{ alertname: "GpuHot", instance: "gpu-a01", severity: "critical", text: "Größe 世界" }, "2b76d5f7996a3cf9"],
])("%j", (labels, expected) => {
  expect(fingerprint(labels)).toBe(expected);
});
