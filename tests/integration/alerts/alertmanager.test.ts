import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dialServer } from "../../../electron/host/dialServer.ts";
import { createAlertsService } from "../../../electron/services/alerts/createAlertsService.ts";
import type { AlertsService } from "../../../electron/services/alerts/types.ts";
import { createHttpService } from "../../../electron/services/http/createHttpService.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { fingerprint } from "../../../shared/domain/alerts/fingerprint.ts";
import { parseAlertmanagerFile } from "../../../shared/domain/alerts/routing/parseAlertmanagerFile.ts";
import type { SilenceMatcher } from "../../../shared/domain/alerts/silence.ts";
import type { Labels } from "../../../shared/domain/metrics/model.ts";
import { defaultAlerting } from "../../../shared/domain/workspace/alerting.ts";
import { type Alertmanager, startAlertmanager } from "../../harness/alertmanager.ts";
import { requireTool } from "../../harness/requireTool.ts";
import { until } from "../../harness/until.ts";

const program = requireTool("alertmanager");
const configuration = `
route: { receiver: nobody, group_by: [alertname] }
receivers: [{ name: nobody }]
inhibit_rules:
  - source_matchers: [severity = critical]
    target_matchers: [severity = warning]
    equal: [instance]
`;
const critical = { alertname: "GpuLost", instance: "gpu-a01", severity: "critical" };
const warning = { alertname: "GpuHot", instance: "gpu-a01", severity: "warning" };
const other = { alertname: "GpuHot", instance: "gpu-b02", severity: "warning" };
const hourMs = 3_600_000;

interface OwnSilence {
  readonly id: string;
  readonly comment: string;
  readonly status: { readonly state: string };
}

describe.skipIf(!program)("a real Alertmanager", () => {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-alerts-"));
  let first: Alertmanager;
  let second: Alertmanager;
  let service: AlertsService;

  beforeAll(async () => {
    [first, second] = await Promise.all([
      startAlertmanager(program ?? "", configuration),
      startAlertmanager(program ?? "", configuration),
    ]);
    const alerts = [critical, warning, other].map((labels) => ({ labels, annotations: { summary: labels.alertname } }));
    await Promise.all([first, second].map((server) => server.api("/alerts", "POST", alerts)));
    service = createAlertsService({
      rules: { groups: [], problems: [], onChange: () => ({ dispose() {} }) },
      routingFiles: {
        files: new Map([
          ["draft.yml", parseAlertmanagerFile(configuration.replace("nobody", "everybody"), "draft.yml")],
        ]),
      },
      sources: {
        servers: [],
        onChange: () => ({ dispose() {} }),
        get() {
          throw new Error("nothing is asked");
        },
      },
      metrics: { target: () => ({ append() {}, markStale() {}, dispose() {} }) },
      http: createHttpService({
        secrets: { get: async () => null },
        workspaceFolder: folder,
        dial: dialServer(() => null),
      }),
      dataFolder: folder,
      clock: systemClock,
      log: silentLog,
    });
    service.configure({ ...defaultAlerting, defaultRules: false });
    service.setServers([
      { kind: "alertmanager", name: "am-1", url: first.url },
      { kind: "alertmanager", name: "am-2", url: second.url },
    ]);
    await until(() => service.servers.every(({ readAtMs }) => readAtMs !== null));
  });

  afterAll(async () => {
    service?.dispose();
    await Promise.all([first?.stop(), second?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const stateOf = (labels: Readonly<Record<string, string>>) => service.alerts.get(fingerprint(labels));
  const silencesOf = async () => (await first.api("/silences")) as readonly OwnSilence[];
  const live = async () => (await silencesOf()).filter(({ status }) => status.state !== "expired");
  const draft = (matchers: readonly SilenceMatcher[], minutes: number, id: string | null = null, comment = "test") => ({
    id,
    matchers,
    startsAtMs: Date.now(),
    endsAtMs: Date.now() + minutes * 60_000,
    createdBy: "ana",
    comment,
  });
  const hot: readonly SilenceMatcher[] = [
    { name: "alertname", operator: "=~", value: "Gpu(Hot|Warm)" },
    { name: "instance", operator: "!=", value: "gpu-a01" },
  ];

  test("the same alerts of two servers are one each, and what is inhibited says by what", () => {
    expect(service.alerts.size).toBe(3);
    expect(stateOf(critical)).toMatchObject({ name: "GpuLost", state: "firing", sources: ["am-1", "am-2"] });
    expect(stateOf(warning)).toMatchObject({ state: "inhibited", inhibitedBy: [fingerprint(critical)] });
    expect(stateOf(other)?.state).toBe("firing");
  });

  test("a silence is made, extended under its id, changed into another, and expired: never two at a time", async () => {
    const id = await service.saveSilence("am-1", draft(hot, 10));
    expect(stateOf(other)).toMatchObject({ state: "silenced", silencedBy: [id] });
    expect(stateOf(warning)?.state).toBe("inhibited");
    expect(service.silences).toMatchObject([
      { id, servers: ["am-1"], matchers: hot, createdBy: "ana", state: "active" },
    ]);

    expect(await service.saveSilence("am-1", draft(hot, 20, id, "longer"))).toBe(id);
    expect(await live()).toMatchObject([{ id, comment: "longer" }]);

    const wider = await service.saveSilence("am-1", draft(hot.slice(0, 1), 20, id, "wider"));
    expect(wider).not.toBe(id);
    expect(await live()).toMatchObject([{ id: wider, comment: "wider" }]);

    await service.expireSilence("am-1", wider);
    expect(await live()).toEqual([]);
    expect(stateOf(other)?.state).toBe("firing");
  });

  test("to change one that has ended meanwhile makes no other, and to expire one that never was is harmless", async () => {
    const id = await service.saveSilence("am-1", draft(hot, 10));
    await first.api(`/silence/${id}`, "DELETE");
    const never = "8b1f2f70-6d2b-4c79-9c5c-0d8f2d1f5d11";
    for (const gone of [id, never]) {
      const change = service.saveSilence("am-1", draft(hot, 10, gone));
      await expect(change).rejects.toMatchObject({
        code: "CONFLICT",
        message: expect.stringContaining("ended meanwhile"),
      });
    }
    expect(await live()).toEqual([]);
    await service.expireSilence("am-1", id);
    await service.expireSilence("am-1", never);
  });

  test.each([
    [[], hourMs, "A silence needs a matcher"],
    [[{ name: "instance", operator: "=~", value: ".*" }], hourMs, "would hold back everything"],
    [[{ name: "instance", operator: "=~", value: "(" }], hourMs, "is not a regular expression"],
    [hot, -1000, "must end in the future"],
  ] as const)("%j for %d ms is refused before it is sent", async (matchers, lastsMs, message) => {
    const before = (await silencesOf()).length;
    const wrong = { ...draft(matchers, 0), endsAtMs: Date.now() + lastsMs };
    await expect(service.saveSilence("am-1", wrong)).rejects.toThrow(message);
    expect(await silencesOf()).toHaveLength(before);
  });

  test("a server that restarts keeps its silences, and what it holds back is known again", async () => {
    const id = await service.saveSilence("am-1", draft(hot, 10));
    await first.restart();
    // A restarted Alertmanager knows no alert before it is told of it again.
    await first.api("/alerts", "POST", [{ labels: other, annotations: {} }, { labels: critical }, { labels: warning }]);
    const am1 = () => service.servers.find(({ name }) => name === "am-1");
    const readAtMs = am1()?.readAtMs ?? 0;
    await until(() => am1()?.problem === null && (am1()?.readAtMs ?? 0) > readAtMs, 20_000);
    expect(stateOf(other)).toMatchObject({ state: "silenced", silencedBy: [id], sources: ["am-1", "am-2"] });
    expect(stateOf(warning)).toMatchObject({ state: "inhibited", inhibitedBy: [fingerprint(critical)] });
    expect(await live()).toMatchObject([{ id }]);
    await service.expireSilence("am-1", id);
  });

  test("who gets an alert follows the configuration that the server runs with", async () => {
    const explain = (name: string | null, labels: Labels) =>
      service.routing.explain(name, labels, new AbortController().signal);
    const id = await service.saveSilence("am-1", draft(hot, 10));
    const answer = await explain(null, other);
    expect(answer).toMatchObject({ chosen: "am-1", failure: null, problems: [], silencedBy: [id] });
    expect(answer.explanation?.inhibitedBy).toEqual([]);
    expect(answer.explanation?.deliveries).toMatchObject([{ receiver: "nobody", group: { alertname: "GpuHot" } }]);
    expect((await explain("am-2", other)).silencedBy).toEqual([]);
    await service.expireSilence("am-1", id);

    const held = await explain("am-2", { ...warning, alertname: "Typed" });
    expect(held.explanation?.inhibitedBy).toMatchObject([{ alert: fingerprint(critical), equal: ["instance"] }]);

    const file = await explain("alertmanager/draft.yml", warning);
    expect(file.explanation).toBeNull();
    expect(file.problems).toMatchObject([{ line: 2, message: "There is no receiver everybody" }]);
    expect(file.configurations.map(({ name }) => name)).toEqual(["am-1", "am-2", "alertmanager/draft.yml"]);
  });

  test("a server that goes away says so, and its alerts stay as they were told", async () => {
    await second.stop();
    await until(() => service.servers.some(({ problem }) => problem !== null));
    expect(stateOf(critical)?.sources).toEqual(["am-1", "am-2"]);
    const { failure, explanation } = await service.routing.explain("am-2", other, new AbortController().signal);
    expect([failure === null, explanation]).toEqual([false, null]);
    service.setServers([{ kind: "alertmanager", name: "am-1", url: first.url }]);
    expect(stateOf(critical)?.sources).toEqual(["am-1"]);
  });
});
