import { expect, test } from "vitest";
import { sentLabels } from "../../../electron/services/alerts/prometheus/sentLabels.ts";

const configuration = `
global: { external_labels: { env: prod, replica: a, port: 9090 } }
alerting:
  alert_relabel_configs:
    - { action: labeldrop, regex: replica|__.* }
    - { source_labels: [x], target_label: y }
scrape_configs: [{ job_name: a }]
`;

test("external labels are added where there is none of the name, and those that pairs drop are dropped", () => {
  expect(sentLabels(configuration)({ alertname: "Hot", env: "test" })).toEqual({
    alertname: "Hot",
    env: "test",
    port: "9090",
  });
});

test.each(["", "global: {}", "global:\n  - 1", "{"])(
  "a configuration that says nothing of it leaves labels alone: %s",
  (text) => {
    expect(sentLabels(text)({ a: "b" })).toEqual({ a: "b" });
  },
);
