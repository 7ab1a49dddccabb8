import { expect, test } from "vitest";
import { explainRouting, type FiringAlert } from "../../../../../shared/domain/alerts/routing/explainRouting.ts";
import { parseAlertmanagerFile } from "../../../../../shared/domain/alerts/routing/parseAlertmanagerFile.ts";
import type { Labels } from "../../../../../shared/domain/metrics/model.ts";

const text = `
route:
  receiver: everyone
  group_by: [alertname]
  repeat_interval: 12h
  routes:
    - matchers: [severity = critical]
      receiver: pager
      group_wait: 10s
      group_by: ["..."]
      continue: true
      routes:
        - match: { team: llm }
          receiver: llm-pager
          mute_time_intervals: [nights]
    - match_re: { team: "llm|gpu" }
      receiver: chat
      active_time_intervals: [office]
    - matchers: ['{team="gpu", "gpu.kind"=~"h.*"}']
      receiver: hopper
receivers:
  - name: everyone
  - name: pager
    pagerduty_configs: [{ routing_key: a }, { routing_key: b }]
  - name: llm-pager
    webhook_configs: [{ url: "http://a/" }]
    email_configs: [{ to: a@b }]
  - name: chat
  - name: hopper
time_intervals:
  - name: nights
    time_intervals: [{ times: [{ start_time: "20:00", end_time: "24:00" }], location: Europe/Berlin }]
  - name: office
    time_intervals: [{ weekdays: ["monday:friday"], times: [{ start_time: "09:00", end_time: "17:00" }] }]
inhibit_rules:
  - source_matchers: [severity = critical]
    target_matchers: [severity =~ "critical|warning"]
    equal: [instance, rack]
`;

const parsed = parseAlertmanagerFile(text, "am.yml");
/** A Thursday; in Berlin it is 20:30. */
const eveningMs = Date.UTC(2026, 10, 26, 19, 30);

function explain(labels: Labels, firing: readonly FiringAlert[] = [], timeMs = eveningMs) {
  if (!parsed.config) throw new Error(JSON.stringify(parsed.problems));
  return explainRouting(parsed.config, labels, firing, timeMs);
}

const outcomes = (labels: Labels) => explain(labels).tree.map(({ receiver, outcome }) => `${receiver} ${outcome}`);

test("what no route takes goes to the first one", () => {
  const { deliveries } = explain({ alertname: "Hot", team: "net" });
  expect(outcomes({ alertname: "Hot", team: "net" })).toEqual([
    "everyone receives",
    "pager fails",
    "llm-pager skipped",
    "chat fails",
    "hopper fails",
  ]);
  expect(deliveries).toMatchObject([
    { receiver: "everyone", path: [], integrations: [], group: { alertname: "Hot" }, groupBy: ["alertname"] },
  ]);
  expect(deliveries).toMatchObject([{ groupWaitMs: 30_000, groupIntervalMs: 300_000, repeatIntervalMs: 43_200_000 }]);
});

test("a route that continues leaves the alert to those behind it too, and the deepest one that matches receives", () => {
  const labels = { alertname: "Slow", severity: "critical", team: "llm" };
  expect(outcomes(labels)).toEqual([
    "everyone passes",
    "pager passes",
    "llm-pager receives",
    "chat receives",
    "hopper skipped",
  ]);
  expect(explain(labels).deliveries).toMatchObject([
    { receiver: "llm-pager", integrations: ["webhook", "email"], group: labels, groupBy: "all", groupWaitMs: 10_000 },
    { receiver: "chat", group: { alertname: "Slow" }, groupWaitMs: 30_000 },
  ]);
});

test("a step says which of its matchers do not hold", () => {
  const { tree } = explain({ team: "gpu", "gpu.kind": "a100" });
  expect(tree[4]?.outcome).toBe("skipped");
  expect(explain({ team: "net", "gpu.kind": "a100" }).tree[4]?.failed).toEqual([
    { name: "team", operator: "=", value: "gpu" },
    { name: "gpu.kind", operator: "=~", value: "h.*" },
  ]);
});

test.each([
  [eveningMs, ["nights"], ["office"]],
  [eveningMs - 3_600_000, [], ["office"]],
  // Nine in the morning, here and on a Sunday.
  [Date.UTC(2026, 10, 26, 9, 0), [], []],
  [Date.UTC(2026, 10, 22, 9, 0), [], ["office"]],
])("at %d time intervals mute %j and leave %j", (timeMs, mutedBy, inactiveOutside) => {
  const { deliveries } = explain({ severity: "critical", team: "llm" }, [], timeMs);
  expect(deliveries).toMatchObject([{ mutedBy }, { inactiveOutside }]);
});

test.each([
  [{ severity: "warning", instance: "a" }, [{ id: "1", labels: { severity: "critical", instance: "a" } }], "1"],
  // A label that both lack is equal.
  [{ severity: "warning" }, [{ id: "1", labels: { severity: "critical" } }], "1"],
  [{ severity: "warning", instance: "b" }, [{ id: "1", labels: { severity: "critical", instance: "a" } }], null],
  // Both are source and target: neither holds the other back.
  [{ severity: "critical", instance: "a" }, [{ id: "1", labels: { severity: "critical", instance: "a" } }], null],
  [{ severity: "info" }, [{ id: "1", labels: { severity: "critical" } }], null],
])("%j is inhibited among %j by %s", (labels, firing, by) => {
  const found = explain(labels, firing).inhibitedBy;
  expect(found.map(({ alert, line }) => [alert, line])).toEqual(by === null ? [] : [[by, 36]]);
});
