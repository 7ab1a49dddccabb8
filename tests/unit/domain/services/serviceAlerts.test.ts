import { expect, test } from "vitest";
import type { Alert } from "../../../../shared/domain/alerts/alert.ts";
import { parseSelectorText } from "../../../../shared/domain/promql/parseQuery.ts";
import { serviceAlerts } from "../../../../shared/domain/services/serviceAlerts.ts";

function alert(labels: Readonly<Record<string, string>>, fields: Partial<Alert> = {}): Alert {
  return {
    id: JSON.stringify(labels),
    name: "Slow",
    severity: "warning",
    state: "firing",
    labels: { ...labels },
    annotations: {},
    sinceMs: 0,
    value: null,
    limit: null,
    limitIsFloor: false,
    expr: null,
    measured: null,
    unit: "none",
    askedAt: null,
    forMs: null,
    sources: ["local"],
    silencedBy: [],
    inhibitedBy: [],
    claim: null,
    ...fields,
  };
}

const matchers = parseSelectorText('{job="vllm", version=~"v2.*"}');

test.each<[string, Alert, boolean]>([
  ["its job", alert({ job: "vllm" }), true],
  ["its job and release", alert({ job: "vllm", version: "v2.1" }), true],
  ["another release", alert({ job: "vllm", version: "v1" }), false],
  ["another job", alert({ job: "triton", version: "v2" }), false],
  ["its name", alert({ service: "chat" }), true],
  ["another service of the same job", alert({ service: "other", job: "vllm" }), false],
  ["a host alone", alert({ instance: "gpu-a01" }), false],
  ["its job, but held back", alert({ job: "vllm" }, { state: "silenced" }), false],
  ["its job, not for long enough", alert({ job: "vllm" }, { state: "pending" }), false],
])("an alert with labels of %s", (_, one, isOwn) => {
  expect(serviceAlerts("chat", matchers, [one])).toHaveLength(isOwn ? 1 : 0);
});

test("worst first, and no more than anyone reads", () => {
  const many = Array.from({ length: 60 }, (_, index) => alert({ job: "vllm", replica: String(index) }));
  const all = serviceAlerts("chat", matchers, [
    ...many,
    alert({ job: "vllm" }, { name: "Down", severity: "critical" }),
  ]);
  expect(all).toHaveLength(50);
  expect(all[0]).toMatchObject({ name: "Down", severity: "critical" });
});
