import { expect, test } from "vitest";
import { type Alert, severityOf } from "../../../../shared/domain/alerts/alert.ts";
import { podOf, runbookOf, summaryOf } from "../../../../shared/domain/alerts/alertWords.ts";
import { defaultRules } from "../../../../shared/domain/alerts/defaultRules.ts";
import { heldBackBy } from "../../../../shared/domain/alerts/heldBack.ts";
import { limitOf } from "../../../../shared/domain/alerts/limitOf.ts";
import { mergeAlerts } from "../../../../shared/domain/alerts/mergeAlerts.ts";
import { type Firing, fixedLabels, noiseOf } from "../../../../shared/domain/alerts/noise.ts";
import type { ActiveAlert } from "../../../../shared/domain/alerts/rules/alertState.ts";
import { dueAtMs, groupOffsetMs } from "../../../../shared/domain/alerts/rules/evaluationTime.ts";
import { lintRules } from "../../../../shared/domain/alerts/rules/lintRules.ts";
import { parseRuleFile } from "../../../../shared/domain/alerts/rules/parseRuleFile.ts";
import { restoreAlerts, resumed } from "../../../../shared/domain/alerts/rules/restoreAlerts.ts";
import type { Silence } from "../../../../shared/domain/alerts/silence.ts";
import type { Labels } from "../../../../shared/domain/metrics/model.ts";
import { buildAlert, buildSilence } from "../../../builders/alerts.ts";

const minuteMs = 60_000;

test("the rules that come with the console are sound, each with a severity, a summary and a runbook", () => {
  const { groups, problems } = parseRuleFile(defaultRules, "default.yaml");
  expect(problems).toEqual([]);
  expect(lintRules(groups ?? [])).toEqual([]);
  for (const rule of (groups ?? []).flatMap(({ rules }) => rules)) {
    if (rule.kind === "record") continue;
    expect([rule.alert, severityOf(rule.labels)]).not.toEqual([rule.alert, "none"]);
    expect(rule.annotations).toMatchObject({
      summary: expect.any(String),
      description: expect.any(String),
      runbook_url: expect.stringMatching(/^runbook:[a-z-]+$/),
    });
  }
});

test.each([
  ["temp > 85", 85, false],
  ["0.5 < ratio", 0.5, false],
  ["(up == 0)", 0, false],
  ["delta > -5 and on (a) b", -5, false],
  ["time() - seen < 900", 900, true],
  ["0.5 >= ratio", 0.5, true],
  ["a > b", null, false],
  ["up", null, false],
  ["not promql (", null, false],
])("%s compares with %s, as a floor: %s", (query, limit, limitIsFloor) => {
  expect(limitOf(query)).toEqual({ limit, limitIsFloor });
});

test.each([
  ["critical", "critical"],
  ["page", "critical"],
  ["Warning", "warning"],
  ["info", "info"],
  ["purple", "none"],
])("the severity label %s is %s", (severity, expected) => {
  expect(severityOf({ severity })).toBe(expected);
});

test("a pod is told by its namespace and name together", () => {
  const labels = { namespace: "serving", pod: "chat-0" };
  expect(podOf({ labels })).toEqual({ cluster: null, namespace: "serving", name: "chat-0" });
  expect(podOf({ labels: { ...labels, cluster: "eu" } })).toMatchObject({ cluster: "eu" });
  expect(podOf({ labels: { pod: "chat-0" } })).toBeNull();
});

test("a summary whose template failed says nothing", () => {
  const summary = "<error expanding template: nope>";
  expect(summaryOf({ annotations: { summary, description: "It is slow" } })).toBe("It is slow");
  expect(summaryOf({ annotations: { summary } })).toBe("");
});

test("Sloth's label tells the severity where no other does", () => {
  expect(severityOf({ sloth_severity: "page" })).toBe("critical");
  expect(severityOf({ severity: "info", sloth_severity: "page" })).toBe("info");
  expect(severityOf({})).toBe("none");
});

const base = buildAlert();

test.each<[what: string, silence: Partial<Silence>, alert: Partial<Alert>, expected: Partial<Alert>]>([
  ["holds back an alert of this console", {}, {}, { state: "silenced", silencedBy: ["s1"] }],
  ["holds back one that pends", {}, { state: "pending" }, { state: "silenced", silencedBy: ["s1"] }],
  ["that has not begun holds back nothing", { state: "pending" }, {}, { state: "firing", silencedBy: [] }],
  ["that is over holds back nothing", { state: "expired" }, {}, { state: "firing", silencedBy: [] }],
  ["for other alerts holds back nothing", {}, { labels: { alertname: "Cold" } }, { state: "firing", silencedBy: [] }],
  ["leaves to a server what is the server's", {}, { sources: ["local", "am-1"] }, { state: "firing", silencedBy: [] }],
])("a silence %s", (_what, changes, alert, expected) => {
  expect(heldBackBy([buildSilence(changes)], new Set(["am-1"]))({ ...base, ...alert })).toMatchObject(expected);
});

test.each([
  ["runbook:drain-gpu-host", "drain-gpu-host"],
  ["https://wiki.example/runbook:x", null],
  ["runbook:../x y", null],
  [undefined, null],
])("the runbook_url %s names %s", (url, expected) => {
  expect(runbookOf({ annotations: url === undefined ? {} : { runbook_url: url } })).toBe(expected);
});

test("the same alert of several sources is one: held back where one holds it back, since the earliest", () => {
  const told: Alert = {
    ...base,
    state: "silenced",
    annotations: { summary: "there", runbook_url: "x" },
    sinceMs: 500,
    value: null,
    limit: null,
    expr: null,
    measured: null,
    unit: "none",
    askedAt: null,
    sources: ["am-1"],
    silencedBy: ["s1"],
  };
  const claim = { name: "ana", note: "", atMs: 1 };
  expect(mergeAlerts([base, told, { ...told, sources: ["am-2"] }], claim)).toEqual({
    ...base,
    state: "silenced",
    annotations: { summary: "here", runbook_url: "x" },
    sinceMs: 500,
    sources: ["local", "am-1", "am-2"],
    silencedBy: ["s1"],
    claim,
  });
  expect(mergeAlerts([{ ...base, state: "pending" }, base], null)?.state).toBe("firing");
  expect(mergeAlerts([{ ...told, expr: null }, base], null)).toMatchObject({
    sources: ["am-1", "local"],
    expr: base.expr,
    askedAt: "local",
  });
  expect(mergeAlerts([], null)).toBeNull();
});

const firing = (firedMinute: number, resolvedMinute: number | null, touched = false, rule = "R"): Firing => ({
  source: "local",
  rule,
  fingerprint: rule,
  labels: {},
  firedMs: firedMinute * minuteMs,
  resolvedMs: resolvedMinute === null ? null : resolvedMinute * minuteMs,
  touched,
});

test.each([
  [[firing(0, 5), firing(10, 12), firing(60, 61)], { fired: 3, flapped: 1, resolvedUntouched: 3, score: 1 }],
  [
    [firing(0, 5, true), firing(60, 70, true), firing(200, null)],
    { fired: 3, flapped: 0, resolvedUntouched: 0, score: 0 },
  ],
  [[firing(0, 5)], { fired: 1, flapped: 0, resolvedUntouched: 1, score: null }],
])("noise of %j", (firings, expected) => {
  expect(noiseOf(firings, [])).toEqual([{ source: "local", rule: "R", labels: {}, ...expected }]);
});

test("rules of one name on two sources are two", () => {
  const eu = [0, 60, 120].map((minute) => ({ ...firing(minute, minute + 5), source: "eu" }));
  expect(noiseOf([...eu, firing(0, 5, true)], [])).toMatchObject([
    { source: "eu", fired: 3, score: 1 },
    { source: "local", fired: 1, score: null },
  ]);
});

test("rules of one name are told apart by the labels that they give their alerts", () => {
  const rule = (labels: Labels) => ({ source: "local", rule: "R", labels: fixedLabels(labels) });
  const warning = rule({ severity: "warning", where: "{{ $labels.instance }}" });
  const critical = rule({ severity: "critical" });
  const chat = rule({ severity: "critical", team: "chat" });
  const fired = (labels: Labels) => ({ ...firing(0, 5), labels });
  const all = [
    fired({ severity: "critical", team: "chat" }),
    fired({ severity: "warning", where: "gpu-a01" }),
    fired({ severity: "critical", team: "gpu" }),
    fired({ severity: "critical" }),
    fired({ severity: "info" }),
  ];
  const told = noiseOf(all, [warning, critical, chat]).map(({ labels, fired: count }) => [labels, count]);
  expect(told).toEqual([
    [critical.labels, 2],
    [chat.labels, 1],
    [{ severity: "warning" }, 1],
    [{}, 1],
  ]);
  expect(noiseOf(all, [critical])).toMatchObject([{ ...critical, fired: 5 }]);
});

test("the noisiest rule comes first", () => {
  const quiet = [0, 60, 120].map((minute) => firing(minute, minute + 5, true, "quiet"));
  const loud = [0, 60, 120].map((minute) => firing(minute, minute + 5, false, "loud"));
  expect(noiseOf([...quiet, ...loud], []).map(({ rule }) => rule)).toEqual(["loud", "quiet"]);
});

const active: ActiveAlert = {
  labels: {},
  annotations: {},
  state: "pending",
  value: 1,
  activeAtMs: 0,
  firedAtMs: null,
  resolvedAtMs: null,
  keptSinceMs: null,
  restored: null,
};

test.each([
  ["pending: the time away does not count", active, 1, 3, 5, { activeAtMs: 2 * minuteMs }],
  ["pending that was due anyway", active, 6, 8, 5, { activeAtMs: 0 }],
  ["pending, and soon due: ten minutes of grace", active, 12, 20, 15, { activeAtMs: 15 * minuteMs }],
  [
    "firing goes on",
    { ...active, state: "firing", firedAtMs: 0 } as const,
    1,
    30,
    5,
    { state: "firing", activeAtMs: 0 },
  ],
  ["away for too long", active, 0, 61, 5, undefined],
])("restored: %s", (_, alert, savedMinute, nowMinute, forMinutes, expected) => {
  const left = restoreAlerts(new Map([["a", alert]]), savedMinute * minuteMs, nowMinute * minuteMs).get("a");
  if (expected) {
    expect(left).toMatchObject({ state: alert.state, activeAtMs: 0 });
    expect(left && resumed(left, nowMinute * minuteMs, forMinutes * minuteMs)).toMatchObject({
      ...expected,
      restored: null,
    });
  } else expect(left).toBeUndefined();
});

test("a group is due at its own place in every interval", () => {
  const offsetMs = groupOffsetMs("r.yaml", "g", 15_000);
  expect(offsetMs).toBeGreaterThanOrEqual(0);
  expect(offsetMs).toBeLessThan(15_000);
  expect(groupOffsetMs("r.yaml", "h", 15_000)).not.toBe(offsetMs);
  expect(dueAtMs(1_000_000, 15_000, 4000)).toBe(994_000);
  expect(dueAtMs(994_000, 15_000, 4000)).toBe(994_000);
});
