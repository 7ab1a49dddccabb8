import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dialServer } from "../../../electron/host/dialServer.ts";
import { openAlertDatabase } from "../../../electron/services/alerts/alertDatabase.ts";
import { backfillHistory } from "../../../electron/services/alerts/backfillHistory.ts";
import { createAlertsService } from "../../../electron/services/alerts/createAlertsService.ts";
import { sentLabels } from "../../../electron/services/alerts/prometheus/sentLabels.ts";
import type { AlertsService } from "../../../electron/services/alerts/types.ts";
import { createHttpService } from "../../../electron/services/http/createHttpService.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { createSourcesService } from "../../../electron/services/sources/createSourcesService.ts";
import type { MetricSource, SourcesService } from "../../../electron/services/sources/types.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { fingerprint } from "../../../shared/domain/alerts/fingerprint.ts";
import { defaultAlerting } from "../../../shared/domain/workspace/alerting.ts";
import { ManualClock } from "../../doubles/manualClock.ts";
import { type Alertmanager, startAlertmanager } from "../../harness/alertmanager.ts";
import { type ExposedSeries, type Prometheus, startPrometheus } from "../../harness/prometheus.ts";
import { requireTool } from "../../harness/requireTool.ts";
import { until } from "../../harness/until.ts";

const programs = { prometheus: requireTool("prometheus") ?? "", promtool: requireTool("promtool") ?? "" };
const alertmanagerProgram = requireTool("alertmanager");
const minuteMs = 60_000;
const nowMs = Math.floor(Date.now() / minuteMs) * minuteMs;

const rules = `groups:
  - name: own
    rules:
      - alert: Down
        expr: vector(3) > 2
        labels: { severity: critical, instance: a }
        annotations: { summary: "{{ $value }} are down" }
      - { alert: Waiting, expr: vector(1), for: 1h }
      - { alert: Quiet, expr: vector(1) > 2 }
      - { record: "a:b", expr: vector(1) }
      - { alert: Broken, expr: 'label_replace(vector(1), "a", "b", "c", "[")' }
`;
const configuration = (alertmanager: string) => `
global:
  evaluation_interval: 1s
  external_labels: { env: prod, replica: a }
rule_files: [rules.yml]
alerting:
  alert_relabel_configs: [{ action: labeldrop, regex: replica }]
  alertmanagers: [{ static_configs: [{ targets: ["${alertmanager.replace("http://", "")}"] }] }]
`;
const routing = `
route: { receiver: nobody, group_by: [alertname] }
receivers: [{ name: nobody }]
`;
const down = { alertname: "Down", severity: "critical", instance: "a", env: "prod" };

/** Two firings of the past, in the server's own series. */
const past: readonly ExposedSeries[] = [
  {
    name: "ALERTS",
    labels: { alertname: "Old", alertstate: "firing", instance: "b" },
    samples: [
      ...Array.from({ length: 30 }, (_, i) => [nowMs - (300 - i) * minuteMs, 1] as const),
      ...Array.from({ length: 20 }, (_, i) => [nowMs - (200 - i) * minuteMs, 1] as const),
    ],
  },
];

describe.skipIf(programs.prometheus === "" || !alertmanagerProgram)("the rules of a real Prometheus", () => {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-rules-"));
  let alertmanager: Alertmanager;
  let prometheus: Prometheus;
  let sources: SourcesService;
  let service: AlertsService;

  beforeAll(async () => {
    alertmanager = await startAlertmanager(alertmanagerProgram ?? "", routing);
    const own = join(folder, "prometheus");
    mkdirSync(own);
    writeFileSync(join(own, "rules.yml"), rules);
    prometheus = await startPrometheus(programs, own, past, {
      configuration: configuration(alertmanager.url),
      // What was sent before it had found the Alertmanager is lost: it is sent again soon.
      arguments: ["--rules.alert.resend-delay=1s"],
    });
    const http = createHttpService({
      secrets: { get: async () => null },
      workspaceFolder: folder,
      dial: dialServer(() => null),
    });
    sources = createSourcesService({ local: nothing, http, clock: systemClock });
    sources.setSources([{ kind: "prometheus", name: "eu", url: prometheus.url }]);
    service = createAlertsService({
      rules: { groups: [], problems: [], onChange: () => ({ dispose() {} }) },
      routingFiles: { files: new Map() },
      sources,
      metrics: { target: () => ({ append() {}, markStale() {}, dispose() {} }) },
      http,
      dataFolder: folder,
      clock: systemClock,
      log: silentLog,
    });
    service.configure({ ...defaultAlerting, defaultRules: false });
  }, 60_000);

  afterAll(async () => {
    service?.dispose();
    sources?.dispose();
    await prometheus?.stop();
    await alertmanager?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  test("are told with their state, health and errors", async () => {
    await until(() => service.groups[0]?.rules[4]?.health === "failed", 30_000);
    const [group] = service.groups;
    expect(group).toMatchObject({ source: "eu", name: "own", intervalMs: 1000, missed: null });
    expect(group?.rules).toMatchObject([
      { name: "Down", kind: "alert", state: "firing", alerts: 1, health: "ok", problem: null, expr: "vector(3) > 2" },
      { name: "Waiting", state: "pending", alerts: 1 },
      { name: "Quiet", state: "inactive", alerts: 0 },
      { name: "a:b", kind: "record", state: null, health: "ok" },
      { name: "Broken", health: "failed", problem: expect.stringContaining("regular expression") },
    ]);
    const rule = group?.rules[0];
    expect(Math.abs((rule?.evaluatedAtMs ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(rule?.durationMs).toBeGreaterThan(0);
  });

  test("the server's alert and the one it sent to an Alertmanager are one, held back by the silence there", async () => {
    expect(service.alerts.get(fingerprint(down))).toMatchObject({
      state: "firing",
      sources: ["eu"],
      value: 3,
      limit: 2,
      expr: "vector(3) > 2",
      annotations: { summary: "3 are down" },
    });
    service.setServers([{ kind: "alertmanager", name: "am", url: alertmanager.url }]);
    await until(() => service.alerts.get(fingerprint(down))?.sources.includes("am") === true, 30_000);
    const id = await service.saveSilence("am", {
      id: null,
      matchers: [{ name: "env", operator: "=", value: "prod" }],
      startsAtMs: Date.now(),
      endsAtMs: Date.now() + 600_000,
      createdBy: "ana",
      comment: "",
    });
    expect(service.alerts.get(fingerprint(down))).toMatchObject({
      state: "silenced",
      silencedBy: [id],
      sources: ["am", "eu"],
      value: 3,
    });
    // No Alertmanager knows what pends: the silence is put into force here.
    const waiting = [...service.alerts.values()].find(({ name }) => name === "Waiting");
    expect(waiting).toMatchObject({ state: "silenced", silencedBy: [id], sources: ["eu"] });
    expect(service.alerts.size).toBe(2);
  });

  test("what fired before is read from its ALERTS once, and what fires now goes on", async () => {
    const clock = new ManualClock(nowMs);
    const store = openAlertDatabase(":memory:", nowMs);
    const backfill = backfillHistory({
      servers: () => sources.servers,
      sent: (_, labels) => sentLabels(configuration(alertmanager.url))(labels),
      store,
      clock,
      log: silentLog,
    });
    const old = () => store.history({ source: null, rule: "Old", fromMs: 0, toMs: nowMs, limit: 10 });
    await clock.advance(15_000);
    await until(() => store.readThrough("eu") === nowMs);
    const firings = [
      { firedMs: nowMs - 200 * minuteMs, resolvedMs: nowMs - 175 * minuteMs },
      { firedMs: nowMs - 300 * minuteMs, resolvedMs: nowMs - 265 * minuteMs },
    ];
    expect(old()).toMatchObject(firings);
    expect(old()[0]?.labels).toEqual({ alertname: "Old", instance: "b", env: "prod" });
    await clock.advance(minuteMs);
    await until(() => store.readThrough("eu") === nowMs + minuteMs);
    expect(old()).toMatchObject(firings);
    backfill.dispose();
    store.close();
  });
});

const nothing: MetricSource = {
  name: "local",
  kind: "local",
  queryRange: () => Promise.reject(new Error("not asked")),
  queryInstant: () => Promise.reject(new Error("not asked")),
  labelNames: async () => [],
  labelValues: async () => [],
  series: async () => [],
  metadata: async () => new Map(),
};
