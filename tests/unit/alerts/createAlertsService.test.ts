import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createAlertsService } from "../../../electron/services/alerts/createAlertsService.ts";
import type { AlertsService } from "../../../electron/services/alerts/types.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { delay } from "../../../shared/base/cancel.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { parseRuleFile } from "../../../shared/domain/alerts/rules/parseRuleFile.ts";
import type { RuleGroup } from "../../../shared/domain/alerts/rules/ruleFile.ts";
import type { InstantAnswer, Labels, Sample } from "../../../shared/domain/metrics/model.ts";
import { defaultAlerting } from "../../../shared/domain/workspace/alerting.ts";
import type { WorkspaceProblem } from "../../../shared/domain/workspace/model.ts";
import { samplesOf } from "../../builders/rowOf.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

const text = `groups:
  - name: g
    interval: 10s
    rules:
      - alert: Hot
        expr: temp > 85
        for: 20s
        labels: { severity: critical }
        annotations: { summary: "{{ $labels.instance }} at {{ $value }}, {{ query \\"limit\\" | first | value }} allowed" }
`;
const alerting = { ...defaultAlerting, defaultRules: false };

let folder: string;
let clock: ManualClock;
let groups: readonly RuleGroup[];
let ruleProblems: readonly WorkspaceProblem[];
let answers: Readonly<Record<string, readonly (readonly [string, number])[]>>;
/** How long the source takes to answer. */
let slowMs: number;
let service: AlertsService;
/** The sources that were asked. */
const asked: string[] = [];
const written: { readonly target: Labels; readonly timeMs: number; readonly samples: readonly Sample[] }[] = [];
const rulesChanged = new Emitter<void>();

function start(): AlertsService {
  const started = createAlertsService({
    rules: {
      get groups() {
        return groups;
      },
      get problems() {
        return ruleProblems;
      },
      onChange: rulesChanged.event,
    },
    routingFiles: { files: new Map() },
    sources: {
      servers: [],
      onChange: () => ({ dispose() {} }),
      get: (name) => ({
        async queryInstant({ expr, timeMs }) {
          asked.push(name);
          await delay(clock, slowMs);
          return answerOf(expr, timeMs);
        },
      }),
    },
    metrics: {
      target: (labels) => ({
        append: (timeMs, row) => void written.push({ target: labels, timeMs, samples: samplesOf(row) }),
        markStale() {},
        dispose() {},
      }),
    },
    http: {
      server() {
        throw new Error("no server is named");
      },
    },
    dataFolder: folder,
    clock,
    log: silentLog,
  });
  started.configure(alerting);
  return started;
}

function answerOf(expr: string, timeMs: number): InstantAnswer {
  const found = answers[expr];
  if (!found) throw new Error(`no answer to ${expr}`);
  const samples = found.map(([instance, value]) => ({ series: { name: "temp", labels: { instance } }, value }));
  return { kind: "vector", timeMs, samples, warnings: [], infos: [] };
}

const pass = (seconds: number) => clock.advance(seconds * 1000);

const shown = () => [...service.alerts.values()].map(({ state, annotations }) => `${state} ${annotations.summary}`);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-alerts-"));
  clock = new ManualClock();
  groups = parseRuleFile(text, "r.yaml").groups ?? [];
  answers = { "temp > 85": [], limit: [["", 85]] };
  ruleProblems = [];
  written.length = 0;
  asked.length = 0;
  slowMs = 0;
  service = start();
});

afterEach(() => {
  service.dispose();
  rmSync(folder, { recursive: true, force: true });
});

test("an alert goes from pending to firing to gone, and is written as series and as history", async () => {
  await pass(15);
  expect(shown()).toEqual([]);
  answers = { ...answers, "temp > 85": [["a", 90]] };
  await pass(10);
  expect(shown()).toEqual(["pending a at 90, 85 allowed"]);
  await pass(20);
  expect(shown()).toEqual(["firing a at 90, 85 allowed"]);
  const [alert] = service.alerts.values();
  expect(alert).toMatchObject({ name: "Hot", severity: "critical", limit: 85, value: 90, sources: ["local"] });
  expect(written.at(-1)?.samples.map(({ name, labels }) => [name, labels.alertstate])).toEqual([
    ["ALERTS", "firing"],
    ["ALERTS_FOR_STATE", undefined],
  ]);
  answers = { ...answers, "temp > 85": [] };
  await pass(10);
  expect(shown()).toEqual([]);
  expect(written.at(-1)?.samples).toEqual([]);
  const [firing] = service.history({ source: null, rule: "Hot", fromMs: 0, toMs: clock.nowMs() + 1, limit: 10 });
  expect(firing).toMatchObject({ rule: "Hot", fingerprint: alert?.id, touched: false });
  expect(service.history({ source: null, rule: "Cold", fromMs: 0, toMs: clock.nowMs() + 1, limit: 10 })).toEqual([]);
  expect((firing?.resolvedMs ?? 0) - (firing?.firedMs ?? 0)).toBe(10_000);
});

test("a restart keeps since when, what fires, and claims", async () => {
  answers = { ...answers, "temp > 85": [["a", 90]] };
  await pass(40);
  const before = [...service.alerts.values()][0];
  service.claim(before?.id ?? "", "ana", "looking");
  service.dispose();
  await pass(60);
  service = start();
  expect(service.alerts.get(before?.id ?? "")).toEqual({
    ...before,
    claim: { name: "ana", note: "looking", atMs: expect.any(Number) },
  });
  await pass(10);
  expect(shown()).toEqual(["firing a at 90, 85 allowed"]);
  expect(service.history({ source: null, rule: null, fromMs: 0, toMs: clock.nowMs(), limit: 10 })).toMatchObject([
    { touched: true, resolvedMs: null },
  ]);
});

const history = () => service.history({ source: null, rule: null, fromMs: 0, toMs: clock.nowMs() + 1, limit: 10 });

test("what fired before a restart goes on until its own series is measured, and has not resolved meanwhile", async () => {
  answers = { ...answers, "temp > 85": [["a", 90]], temp: [["a", 90]] };
  await pass(40);
  service.dispose();
  answers = { ...answers, "temp > 85": [], temp: [["b", 40]] };
  service = start();
  await pass(60);
  expect(shown()).toEqual(["firing a at 90, 85 allowed"]);
  expect(history()).toMatchObject([{ resolvedMs: null }]);
  answers = { ...answers, "temp > 85": [["a", 91]] };
  await pass(10);
  expect([shown(), history().length]).toEqual([["firing a at 91, 85 allowed"], 1]);
  answers = { ...answers, "temp > 85": [] };
  await pass(10);
  expect([shown(), history()]).toMatchObject([[], [{ resolvedMs: expect.any(Number) }]]);
});

test("what fired before a restart ends when its series is measured below the limit, or is not there for five minutes", async () => {
  answers = {
    ...answers,
    "temp > 85": [
      ["a", 90],
      ["b", 90],
    ],
    temp: [],
  };
  await pass(40);
  service.dispose();
  answers = { ...answers, "temp > 85": [], temp: [["a", 40]] };
  service = start();
  await pass(15);
  expect(shown()).toEqual(["firing b at 90, 85 allowed"]);
  await pass(270);
  expect(shown()).toHaveLength(1);
  await pass(30);
  expect(shown()).toEqual([]);
});

test("what fired before an absence of more than an hour, and of a rule that is gone, is known until then", async () => {
  answers = { ...answers, "temp > 85": [["a", 90]] };
  await pass(40);
  const leftMs = clock.nowMs();
  service.dispose();
  await pass(3700);
  service = start();
  expect(history()).toMatchObject([{ resolvedMs: leftMs }]);
  await pass(40);
  expect(history()).toMatchObject([{ resolvedMs: null }, { resolvedMs: leftMs }]);
  groups = [];
  rulesChanged.fire();
  expect(history()).toMatchObject([{ resolvedMs: clock.nowMs() }, { resolvedMs: leftMs }]);
});

test("alerts of a file with a fault in it wait for it, over a restart too, and have not resolved meanwhile", async () => {
  answers = { ...answers, "temp > 85": [["a", 90]] };
  await pass(40);
  const whole = groups;
  const fault = () => {
    groups = [];
    ruleProblems = [{ file: "r.yaml", line: 3, column: 1, message: "no such key" }];
  };
  fault();
  rulesChanged.fire();
  expect([shown(), history()]).toMatchObject([[], [{ resolvedMs: null }]]);
  service.dispose();
  await pass(60);
  service = start();
  await pass(60);
  expect(history()).toMatchObject([{ resolvedMs: null }]);
  groups = whole;
  ruleProblems = [];
  rulesChanged.fire();
  expect(shown()).toHaveLength(1);
  await pass(10);
  expect([shown(), history()]).toMatchObject([["firing a at 90, 85 allowed"], [{ resolvedMs: null }]]);
});

test("a source for a rule file that is not there is told", () => {
  service.configure({ ...alerting, sources: { "r.yaml": "eu", "r.yml": "eu" } });
  expect(service.problems.map(({ message }) => message)).toEqual([
    "alerting.sources names r.yml, and no rule file of that name has a group: its rules are asked of local",
  ]);
  // Its rules are evaluated all the same.
  expect(service.ruleFaults).toEqual([]);
});

test("a rule file that names a source is asked of that, and its alerts say so", async () => {
  answers = { ...answers, "temp > 85": [["a", 90]] };
  service.configure({ ...alerting, sources: { "r.yaml": "eu" } });
  await pass(40);
  expect(asked).toContain("eu");
  expect([...service.alerts.values()]).toMatchObject([{ askedAt: "eu", sources: ["local"] }]);
});

test("a rule that cannot be asked says so and keeps its alerts; missed evaluations are counted", async () => {
  answers = { ...answers, "temp > 85": [["a", 90]] };
  await pass(40);
  answers = {};
  await pass(10);
  expect(service.groups[0]).toMatchObject({ missed: 0, rules: [{ problem: "no answer to temp > 85" }] });
  expect(shown()).toHaveLength(1);
  answers = { "temp > 85": [], limit: [] };
  slowMs = 35_000;
  await pass(100);
  expect(service.groups[0]?.missed).toBeGreaterThanOrEqual(5);
});

test("changed files are evaluated from then on; alerts of rules that stay go on", async () => {
  answers = { ...answers, "temp > 85": [["a", 90]], "temp > 50": [["b", 60]] };
  await pass(40);
  groups =
    parseRuleFile(`${text}      - { alert: Warm, expr: temp > 50 }\n`.replace("name: g", "name: other"), "s.yaml")
      .groups ?? [];
  rulesChanged.fire();
  expect(shown()).toEqual(["firing a at 90, 85 allowed"]);
  expect(service.groups[0]?.evaluatedAtMs).toBeNull();
  await pass(10);
  const evaluatedAtMs = service.groups[0]?.evaluatedAtMs;
  groups = [
    ...groups,
    { name: "more", file: "t.yaml", source: null, intervalMs: null, queryOffsetMs: 0, limit: 0, rules: [] },
  ];
  rulesChanged.fire();
  expect(service.groups.map((group) => group.evaluatedAtMs)).toEqual([evaluatedAtMs, null]);
  expect(shown()).toEqual(["firing a at 90, 85 allowed", "firing undefined"]);
});

test("an alert that goes on under a changed rule is told as that rule and its source say", async () => {
  answers = { ...answers, "temp > 85": [["a", 90]], "temp > 80": [["a", 90]] };
  await pass(40);
  expect([...service.alerts.values()]).toMatchObject([{ limit: 85, askedAt: "local" }]);
  groups = parseRuleFile(text.replace("temp > 85", "temp > 80"), "r.yaml").groups ?? [];
  rulesChanged.fire();
  service.configure({ ...alerting, sources: { "r.yaml": "eu" } });
  for (const seconds of [0, 10]) {
    await pass(seconds);
    expect([...service.alerts.values()]).toMatchObject([{ state: "firing", limit: 80, askedAt: "eu" }]);
  }
});

test("a claim of what is not there is refused", () => {
  expect(() => service.claim("0", "ana", "")).toThrow("not there any more");
});
